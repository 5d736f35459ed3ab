"""What web chat says to people by itself. Nothing branches on these sentences."""

PAGE_NOT_BUILT = "聊天页面还没有准备好，请稍后再试；急事请拨打 12315"
REGION_UNKNOWN = "链接里的地区代码不对：应当是 2、4 或 6 位行政区划代码，例如 220100（长春市）"
SCENE_MALFORMED = "链接里的场景不对：只能是 1 到 32 个小写字母、数字、短横线或下划线"
RESUMED = "已经接上您之前说的内容，都在上面，可以接着说。不是您本人的，请关掉这个页面。"
FROM_REGION = "您是从「{place}」的链接进来的，我先按当地的情况回答。不对就告诉我您在哪儿。"
