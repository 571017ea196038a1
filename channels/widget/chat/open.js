/** Opens and closes the panel: focus goes in and comes back, Escape closes, a full screen keeps the keyboard inside. */

import { composing } from "./composer.js";
import { part } from "./dom.js";
import { recall, remember } from "./session.js";
import { t } from "./words.js";

const FULL_SCREEN = matchMedia("(max-width: 480px)");
const REACHABLE = "button, a[href], textarea, input, summary, [tabindex='0']";

/** The panel of one chat. */
export class Open {
  /**
   * @param {HTMLElement & {open: () => void, close: () => void, tell: (what: string) => void}} host
   * @param {ShadowRoot} root
   */
  constructor(host, root) {
    this.host = host;
    this.root = root;
    this.panel = part(root, "panel");
    this.launcher = root.getElementById("launcher");
    this.posted = false;
    this.unread = false;
    if (!this.launcher) return;
    this.launcher.addEventListener("click", () => host.open());
    part(root, "close").addEventListener("click", () => host.close());
    this.panel.addEventListener("keydown", (event) => this.key(event));
  }

  /** Fit the screen from now on. @param {AbortSignal} signal ends it */
  watch(signal) {
    if (!this.launcher) return;
    FULL_SCREEN.addEventListener("change", () => this.fit(), { signal });
    this.fit();
  }

  /**
   * @param {boolean} open
   * @param {{focus?: boolean}} [how] no focus is taken where nobody pressed anything
   */
  set(open, { focus = true } = {}) {
    if (!this.launcher || open !== this.panel.hidden) return;
    const focused = this.root.activeElement;
    this.panel.hidden = !open;
    this.launcher.hidden = open;
    this.launcher.setAttribute("aria-expanded", String(open));
    this.host.toggleAttribute("open", open);
    if (recall().conversation) remember({ open });
    this.fit();
    if (open) {
      this.unread = false;
      this.mark();
      if (focus) part(this.root, "message").focus();
    } else if (focused) this.launcher.focus();
    this.host.tell(open ? "open" : "close");
  }

  /** A panel that fills the screen covers the page, so it is modal there. */
  fit() {
    if (FULL_SCREEN.matches && !this.panel.hidden) this.panel.setAttribute("aria-modal", "true");
    else this.panel.removeAttribute("aria-modal");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape" && !composing(event)) this.host.close();
    if (event.key === "Tab" && this.panel.hasAttribute("aria-modal")) this.keepInside(event);
  }

  /** @param {KeyboardEvent} event */
  keepInside(event) {
    const all = [...this.panel.querySelectorAll(REACHABLE)].filter((one) => one.checkVisibility() && !one.matches("[tabindex='-1']"));
    const [edge, other] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
    if (this.root.activeElement !== edge) return;
    event.preventDefault();
    /** @type {HTMLElement | undefined} */ (other)?.focus();
  }

  /** Show on the launcher that an incident is open, or no longer. @param {boolean} posted */
  incident(posted) {
    this.posted = posted;
    this.mark();
  }

  /** Show on the launcher that something came, while nobody looks. */
  news() {
    this.unread = this.panel.hidden === true;
    this.mark();
  }

  mark() {
    if (!this.launcher) return;
    /** @type {string[]} */
    const words = [this.posted ? t("launch_incident") : "", this.unread ? t("launch_news") : ""].filter(Boolean);
    part(this.root, "dot").hidden = words.length === 0;
    part(this.root, "launch-news").textContent = words.map((one) => `, ${one}`).join("");
  }
}
