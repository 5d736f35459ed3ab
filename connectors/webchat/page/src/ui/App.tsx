/** The page, put together. The same tree is written into index.html by the build and taken over by the script. */

import { ConfigProvider, IconButton } from "@chatui/core";
import { useEffect, useMemo, useState } from "react";
import { useValue } from "../observable";
import { WORDING } from "../wording";
import { Composer } from "./Composer";
import { type Page, PageProvider } from "./context";
import { Header } from "./Header";
import { Log } from "./Log";
import { Scroller } from "./scroller";
import { ConsentSheet } from "./sheets/ConsentSheet";
import { LocationSheet } from "./sheets/LocationSheet";
import { MenuSheet } from "./sheets/MenuSheet";
import { ClearSheet, PrivacySheet } from "./sheets/TextSheets";

function Jump({ scroller }: { scroller: Scroller }) {
  const mayJump = useValue(scroller.mayJump);
  return (
    <IconButton
      id="jump"
      className="jump"
      icon="down"
      aria-label={WORDING.jump}
      hidden={!mayJump}
      onClick={() => scroller.toEnd()}
    />
  );
}

function Sheets() {
  return (
    <>
      <MenuSheet />
      <LocationSheet />
      <PrivacySheet />
      <ConsentSheet />
      <ClearSheet />
    </>
  );
}

/** `onStart` runs once the tree is taken over; `onLeave` shows a button that leaves the frame. */
interface Props {
  page: Page;
  onStart?: () => void;
  onLeave?: (() => void) | null;
}

export function App({ page, onStart, onLeave = null }: Props) {
  const [started, setStarted] = useState(false);
  const scroller = useMemo(() => new Scroller(() => !page.chat.thread.isEmpty()), [page]);
  const textSize = useValue(page.settings.textSize);

  useEffect(() => {
    setStarted(true);
    onStart?.();
  }, [onStart]);
  useEffect(
    () => page.settings.textSize.subscribe(() => requestAnimationFrame(() => scroller.settle())),
    [page, scroller],
  );

  return (
    <ConfigProvider locale="zh-CN" elderMode={started && textSize !== "standard"}>
      <PageProvider value={page}>
        <div className="ChatApp app" id="app">
          <Header started={started} onLeave={started ? onLeave : null} />
          <Log scroller={scroller} started={started} />
          <section className="foot ChatFooter" aria-label={WORDING.inputArea}>
            <Jump scroller={scroller} />
            <Composer />
          </section>
        </div>
        {started && <Sheets />}
      </PageProvider>
    </ConfigProvider>
  );
}
