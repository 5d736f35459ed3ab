/** What pages keep in this browser goes when somebody signs out. */

export const PREFIX = "xb.staff."; // of every key that holds something a staff member wrote or read

export function clearKept(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

export function installLeaving(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement && new URL(form.action).pathname.startsWith("/console/sign-out"))
      clearKept();
  });
}
