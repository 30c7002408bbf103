// The texts on the screen with less contrast than WCAG 2 asks for (AA: 4.5, large ones 3), with what they have.
() => {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const parse = (color) => {
        pen.clearRect(0, 0, 1, 1);
        pen.fillStyle = color;
        pen.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
    const ground = (node) => {
        const layers = [];
        for (let at = node; at; at = at.parentElement) {
            layers.push(parse(getComputedStyle(at).backgroundColor));
            if (layers.at(-1)[3] === 1 || at.matches("dialog, [popover]")) break;
        }
        return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
    };
    const light = (color) => {
        const [r, g, b] = color.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const top = document.querySelector("dialog[open]") || document.body;
    const found = new Map();
    const measure = (node, text, style, own = 1) => {
        const box = node.getBoundingClientRect();
        if (!text || !box.width || !node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return;
        if (node.closest(".away, :disabled, [inert], .skip") || box.bottom < 0 || box.top > innerHeight) return;
        let opacity = own;
        for (let at = node; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
        const under = ground(node);
        const ink = parse(style.color);
        const [one, other] = [light(over([...ink.slice(0, 3), ink[3] * opacity], under)), light(under)];
        const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        if (ratio < (large ? 3 : 4.5)) found.set(`${node.className || node.tagName} ${text.slice(0, 40)}`, Math.round(ratio * 100) / 100);
    };
    const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        if (!node.closest("svg, script, noscript, option")) measure(node, walker.currentNode.data.trim(), getComputedStyle(node));
    }
    for (const box of top.querySelectorAll("input, textarea")) {
        const style = getComputedStyle(box, "::placeholder");
        if (box.placeholder && !box.value) measure(box, box.placeholder, style, Number(style.opacity));
    }
    return [...found];
}
