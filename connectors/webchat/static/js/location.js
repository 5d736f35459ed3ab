/** Sending where one is: no more exactly than a city needs, and asked only after a tap. */

import { el } from "./dom.js";
import { button, close, fill, isOpen, open } from "./sheet.js";
import { WORDING } from "./wording.js";

const DECIMALS = 2; // of a degree: about a kilometre. What is not sent cannot be kept.
const OPTIONS = { enableHighAccuracy: false, timeout: 15000, maximumAge: 600000 };
const PATIENCE_MS = 40000; // some browsers inside other apps never answer; a person may take a while to allow it

const coarse = (degrees) => Number(degrees.toFixed(DECIMALS));

/**
 * Resolves with {latitude, longitude, accuracy?}: degrees, and metres by which they may be off, where the device
 * can tell; with null when the person refuses, when it takes too long, and where it is not to be had (plain http, old browsers).
 */
function askLocation() {
  return new Promise((resolve) => {
    const none = () => resolve(null);
    const found = ({ coords }) => {
      const point = { latitude: coarse(coords.latitude), longitude: coarse(coords.longitude) };
      const known = Number.isFinite(coords.accuracy);
      resolve(known ? Object.assign(point, { accuracy: Math.ceil(coords.accuracy) }) : point);
    };
    setTimeout(none, PATIENCE_MS);
    if (navigator.geolocation) navigator.geolocation.getCurrentPosition(found, none, OPTIONS);
    else none();
  });
}

/**
 * The sheet that says what the location is for. `onLocation(location)` gets what was found; `onTypeInstead()` is
 * called when nothing was and the person leaves the sheet for typing. Returns {open()}.
 */
export function createLocationSheet(dialog, { onLocation, onTypeInstead }) {
  const status = el("p", { class: "sheet__text", role: "status" }, []);
  const send = button("sheet__button sheet__button--main", "", ask);
  const leave = button("sheet__button", "", () => {
    const typing = failed;
    close(dialog);
    if (typing) onTypeInstead();
  });
  let failed = false;
  let asked = 0; // counts the questions: only the newest one's answer is wanted

  function show(line, asking) {
    status.textContent = line;
    send.textContent = failed ? WORDING.locationRetry : WORDING.locationSend;
    send.disabled = asking;
    leave.textContent = failed ? WORDING.locationType : WORDING.locationCancel;
  }

  async function ask() {
    asked += 1;
    const question = asked;
    failed = false;
    show(WORDING.locationAsking, true);
    const location = await askLocation();
    if (question !== asked || !isOpen(dialog)) return; // closing the sheet took the question back
    failed = location === null;
    show(failed ? WORDING.locationFailed : "", false);
    if (failed) return;
    close(dialog);
    onLocation(location);
  }

  fill(dialog, WORDING.locationTitle, [
    el("p", { class: "sheet__text" }, [WORDING.locationText]),
    el("p", { class: "sheet__text sheet__text--soft" }, [WORDING.locationHint]),
    status,
    el("div", { class: "sheet__actions" }, [leave, send]),
  ]);

  return {
    open() {
      asked += 1;
      failed = false;
      show("", false);
      open(dialog);
    },
  };
}
