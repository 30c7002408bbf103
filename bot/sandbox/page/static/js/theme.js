// Before anything is drawn: the theme that was chosen here, otherwise the one of the system.
const chosen = localStorage.getItem("theme");
if (chosen) document.documentElement.dataset.theme = chosen;
