/** Makes the element known, once a page. */

import { SignpostChat } from "./element.js";

if (!customElements.get("signpost-chat")) customElements.define("signpost-chat", SignpostChat);
