export type SheetName = "menu" | "location" | "privacy" | "clear" | "consent";
