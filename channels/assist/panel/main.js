/** Begins: who is signed in, which host frames the page, and the desk they work at. */

import { useWords } from "./chat/words.js";
import { Desk } from "./desk.js";
import { chooseHost } from "./hosts/host.js";
import { signedIn } from "./signin.js";
import { watchIdle } from "./watch.js";
import { WORDING } from "./wording.js";

useWords(WORDING, "en");
const root = /** @type {HTMLElement} */ (document.getElementById("desk"));
await signedIn(root);
watchIdle();
const host = chooseHost();
const desk = new Desk(root, host);
host.begin(desk);
