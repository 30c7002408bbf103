// The common emoji by Slack's names. A name that is not here stays as it was written.

const TABLE = `
grinning 😀 smiley 😃 smile 😄 grin 😁 laughing 😆 satisfied 😆 sweat_smile 😅 rolling_on_the_floor_laughing 🤣 joy 😂 slightly_smiling_face 🙂
upside_down_face 🙃 wink 😉 blush 😊 innocent 😇 heart_eyes 😍 star-struck 🤩 kissing_heart 😘 yum 😋 stuck_out_tongue 😛 zany_face 🤪 hugging_face 🤗
thinking_face 🤔 face_with_raised_eyebrow 🤨 neutral_face 😐 expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒 face_with_rolling_eyes 🙄 grimacing 😬
relieved 😌 pensive 😔 sleepy 😪 sleeping 😴 mask 😷 nerd_face 🤓 sunglasses 😎 confused 😕 worried 😟 slightly_frowning_face 🙁 open_mouth 😮 hushed 😯
astonished 😲 flushed 😳 pleading_face 🥺 cry 😢 sob 😭 scream 😱 disappointed 😞 sweat 😓 weary 😩 tired_face 😫 triumph 😤 rage 😡 angry 😠 exploding_head 🤯
skull 💀 ghost 👻 robot_face 🤖 alien 👽 clown_face 🤡 partying_face 🥳 face_with_monocle 🧐 shushing_face 🤫 saluting_face 🫡 melting_face 🫠
wave 👋 raised_hand ✋ hand ✋ ok_hand 👌 v ✌️ crossed_fingers 🤞 point_left 👈 point_right 👉 point_up_2 👆 point_up ☝️ point_down 👇 +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎
fist ✊ clap 👏 raised_hands 🙌 open_hands 👐 handshake 🤝 pray 🙏 writing_hand ✍️ muscle 💪 eyes 👀 eye 👁️ brain 🧠 ear 👂 nose 👃
man-shrugging 🤷‍♂️ woman-shrugging 🤷‍♀️ shrug 🤷 facepalm 🤦 bust_in_silhouette 👤 busts_in_silhouette 👥 technologist 🧑‍💻 detective 🕵️ construction_worker 👷
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 broken_heart 💔 sparkling_heart 💖 100 💯 anger 💢 boom 💥 collision 💥 dizzy 💫
sweat_drops 💦 dash 💨 speech_balloon 💬 thought_balloon 💭 zzz 💤 fire 🔥 sparkles ✨ star ⭐ star2 🌟 zap ⚡ rainbow 🌈 sunny ☀️ partly_sunny ⛅ cloud ☁️ umbrella ☔ snowflake ❄️ snowman ⛄ ocean 🌊
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ heavy_multiplication_x ✖️ warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 exclamation ❗ heavy_exclamation_mark ❗
question ❓ grey_question ❔ grey_exclamation ❕ bangbang ‼️ interrobang ⁉️ information_source ℹ️ recycle ♻️ sos 🆘 new 🆕 free 🆓 ok 🆗 cool 🆒 up 🆙 red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡
large_green_circle 🟢 large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ red_square 🟥 large_orange_square 🟧 large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦
white_large_square ⬜ black_large_square ⬛ small_blue_diamond 🔹 large_blue_diamond 🔷 small_orange_diamond 🔸 large_orange_diamond 🔶 small_red_triangle 🔺 small_red_triangle_down 🔻
arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrows_counterclockwise 🔄 arrow_forward ▶️ double_vertical_bar ⏸️ black_square_for_stop ⏹️ fast_forward ⏩ rewind ⏪
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ keycap_ten 🔟 hash #️⃣
package 📦 mailbox 📫 mailbox_with_mail 📬 postbox 📮 envelope ✉️ email 📧 incoming_envelope 📨 inbox_tray 📥 outbox_tray 📤 label 🏷️ truck 🚚 articulated_lorry 🚛 airplane ✈️ ship 🚢 bike 🚲 car 🚗 bus 🚌 train 🚆 rocket 🚀
house 🏠 office 🏢 factory 🏭 hospital 🏥 bank 🏦 department_store 🏬 convenience_store 🏪 school 🏫 tent ⛺ earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 globe_with_meridians 🌐 world_map 🗺️ round_pushpin 📍 pushpin 📌
memo 📝 pencil 📝 pencil2 ✏️ paperclip 📎 page_facing_up 📄 page_with_curl 📃 clipboard 📋 bookmark_tabs 📑 bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 calendar 📅 date 📅 spiral_calendar_pad 🗓️
file_folder 📁 open_file_folder 📂 card_index_dividers 🗂️ wastebasket 🗑️ lock 🔒 unlock 🔓 key 🔑 hammer 🔨 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ link 🔗 magnet 🧲 mag 🔍 mag_right 🔎 bulb 💡 flashlight 🔦 battery 🔋
computer 💻 desktop_computer 🖥️ printer 🖨️ keyboard ⌨️ phone ☎️ telephone_receiver 📞 iphone 📱 camera 📷 movie_camera 🎥 tv 📺 radio 📻 bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣 hourglass ⌛ hourglass_flowing_sand ⏳
alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️ clock1 🕐 clock3 🕒 clock9 🕘 moneybag 💰 money_with_wings 💸 euro 💶 dollar 💵 pound 💷 credit_card 💳 receipt 🧾 gem 💎 shopping_trolley 🛒 gift 🎁 tada 🎉 confetti_ball 🎊 balloon 🎈
trophy 🏆 medal 🏅 first_place_medal 🥇 dart 🎯 crown 👑 ticket 🎫 art 🎨 musical_note 🎵 game_die 🎲 jigsaw 🧩 video_game 🎮 checkered_flag 🏁 triangular_flag_on_post 🚩 rotating_light 🚨 traffic_light 🚥 construction 🚧 anchor ⚓
coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine_glass 🍷 pizza 🍕 hamburger 🍔 fries 🍟 taco 🌮 sushi 🍣 cake 🍰 birthday 🎂 cookie 🍪 doughnut 🍩 apple 🍎 banana 🍌 grapes 🍇 strawberry 🍓 avocado 🥑 bread 🍞 cheese_wedge 🧀 egg 🥚 ramen 🍜 rice 🍚
dog 🐶 cat 🐱 mouse 🐭 rabbit 🐰 fox_face 🦊 bear 🐻 panda_face 🐼 tiger 🐯 lion_face 🦁 cow 🐮 pig 🐷 frog 🐸 monkey 🐒 chicken 🐔 penguin 🐧 bird 🐦 owl 🦉 turtle 🐢 snake 🐍 whale 🐳 dolphin 🐬 fish 🐟 octopus 🐙 bug 🐛 bee 🐝 unicorn_face 🦄
snowboarder 🏂 clapper 🎬 mortar_board 🎓 knife_fork_plate 🍽️ loud_sound 🔊 beach_with_umbrella 🏖️ face_with_thermometer 🤒 spiral_note_pad 🗒️ bento 🍱 cupcake 🧁 man_dancing 🕺 dancer 💃
woman_tipping_hand 💁‍♀️ house_with_garden 🏡 crystal_ball 🔮 camera_with_flash 📸 ballot_box_with_ballot 🗳️ large_blue_square 🟦 checkered_flag 🏁 mountain ⛰️ sunrise 🌅 hand_with_index_finger_and_thumb_crossed 🫰
snail 🐌 butterfly 🦋 rose 🌹 sunflower 🌻 tulip 🌷 four_leaf_clover 🍀 seedling 🌱 evergreen_tree 🌲 palm_tree 🌴 cactus 🌵 maple_leaf 🍁 mushroom 🍄 crescent_moon 🌙 full_moon 🌕 moon 🌔 comet ☄️
soccer ⚽ basketball 🏀 football 🏈 baseball ⚾ tennis 🎾 runner 🏃 swimmer 🏊 flag-nl 🇳🇱 flag-be 🇧🇪 flag-de 🇩🇪 flag-fr 🇫🇷 flag-gb 🇬🇧 uk 🇬🇧 gb 🇬🇧 us 🇺🇸 flag-us 🇺🇸 flag-es 🇪🇸 flag-it 🇮🇹 flag-ch 🇨🇭 flag-eu 🇪🇺 flag-at 🇦🇹 flag-pl 🇵🇱 flag-se 🇸🇪
de 🇩🇪 fr 🇫🇷 it 🇮🇹 es 🇪🇸 white_flag 🏳️ rainbow-flag 🏳️‍🌈 heavy_plus_sign ➕ heavy_minus_sign ➖ heavy_dollar_sign 💲 copyright ©️ registered ®️ tm ™️ newspaper 📰 books 📚 book 📖 notebook 📓 scroll 📜 shield 🛡️ test_tube 🧪 stethoscope 🩺 pill 💊
`;

const pairs = TABLE.trim().split(/\s+/);
const byName = new Map();
for (let i = 0; i < pairs.length; i += 2) byName.set(pairs[i], pairs[i + 1]);

/** Whether this browser has a font with emoji; without one their names are easier to read than empty boxes. */
const drawable = (() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return true;
  pen.font = "12px sans-serif";
  const look = (text) => {
    pen.clearRect(0, 0, 16, 16);
    pen.fillText(text, 0, 13);
    return pen.getImageData(0, 0, 16, 16).data.join();
  };
  return look("\u{1F389}") !== look("\u{1F4E6}");
})();

const TONES = { 2: "\u{1F3FB}", 3: "\u{1F3FC}", 4: "\u{1F3FD}", 5: "\u{1F3FE}", 6: "\u{1F3FF}" };

/** The character for a name, with the skin tone 2 to 6 where it can have one; undefined when it is not known. */
export function emoji(name, tone = null) {
  const [bare, , ownTone] = name.split(/::(skin-tone-)/);
  const found = drawable ? byName.get(bare) : undefined;
  return found && found.replace(/^(\p{Emoji_Modifier_Base})\uFE0F?/u, (_whole, base) => base + (TONES[tone || ownTone] || ""));
}

/** Replace `:name:` in plain text. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?/g, (whole, name, tone) => emoji(name, tone) ?? whole);
}
