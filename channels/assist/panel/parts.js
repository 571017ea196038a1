/** A long list, part by part: how much of it is shown, and the button for more. */

import { make, pressable } from "./chat/dom.js";

const PART = 50;
/** More than this nobody reads, and all of it is read again every few seconds. */
const MOST = 500;

export class Parts {
  /** @param {() => void} look reads the list again, as many as `most` */
  constructor(look) {
    this.look = look;
    this.most = PART;
    /** how many stood there when more was asked for; -1 where nobody waits for more */
    this.stood = -1;
  }

  /** Begin with the first part. */
  begin() {
    [this.most, this.stood] = [PART, -1];
  }

  /**
   * Build the end of the list.
   * @param {number} count how many are shown
   * @param {boolean} more whether these are not all
   * @returns {HTMLElement | null}
   */
  end(count, more) {
    if (!more) return null;
    if (count >= MOST) return make("p", { class: "quiet nothing" }, `The first ${MOST} are shown.`);
    return pressable("second more", "More", () => {
      this.stood = count;
      this.most = Math.min(MOST, count + PART);
      this.look();
    }, { id: "more", "data-ref": "more" });
  }

  /**
   * Go on where the part begins that was asked for.
   * @param {HTMLElement} place
   * @returns {boolean} whether there is one
   */
  reveal(place) {
    const first = this.stood < 0 ? null : place.querySelectorAll(".rows > li")[this.stood];
    if (!first) return false;
    this.stood = -1;
    first.querySelector("button")?.focus();
    return true;
  }
}
