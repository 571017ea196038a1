/** Copies text, also in a frame that was not given the clipboard. */

/**
 * @param {string} text
 * @returns {Promise<boolean>} false where the browser allows neither way; then the draft is left selected
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected();
  }
}

/** Copy what stands in the draft, the way that needs no permission, only a press. */
function copySelected() {
  const field = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("#draft"));
  field?.focus();
  field?.select();
  return document.execCommand("copy");
}
