/** What pages keep in this browser goes when somebody signs out. */

export const PREFIX = "xb.staff."; // of every key that holds something a staff member wrote or read

export const DRAFT = "draft:"; // … and of what was typed into a form, in this tab's own storage

export function clearKept(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(DRAFT)) sessionStorage.removeItem(key);
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

export function installLeaving(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement && new URL(form.action).pathname.startsWith("/console/sign-out"))
      clearKept();
  });
}
