/** What the widget says on other sites' pages. */
export const WIDGET_WORDING = {
  mark: "保",
  open: "问小保",
  openUnread: (count: number) => `问小保，有 ${count} 条新消息`,
  title: "小保 · 消费维权助手",
};
