/** Where the device is: no more exactly than a city needs. */

import type { Place } from "../types";

const DECIMALS = 2; // of a degree: about a kilometre. What is not sent cannot be kept.
const OPTIONS: PositionOptions = { enableHighAccuracy: false, timeout: 15000, maximumAge: 600000 };
const PATIENCE_MS = 40000; // some browsers inside other apps never answer; a person may take a while to allow it

const coarse = (degrees: number) => Number(degrees.toFixed(DECIMALS));

/**
 * Resolves with the place; with null when the person refuses, when it takes too long, and where it is not to be
 * had (plain http, old browsers).
 */
export function askLocation(): Promise<Place | null> {
  return new Promise((resolve) => {
    const none = () => resolve(null);
    const found = ({ coords }: GeolocationPosition) => {
      const point: Place = { latitude: coarse(coords.latitude), longitude: coarse(coords.longitude) };
      if (Number.isFinite(coords.accuracy)) point.accuracy = Math.ceil(coords.accuracy);
      resolve(point);
    };
    setTimeout(none, PATIENCE_MS);
    if (navigator.geolocation) navigator.geolocation.getCurrentPosition(found, none, OPTIONS);
    else none();
  });
}
