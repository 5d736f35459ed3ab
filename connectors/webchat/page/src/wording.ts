/**
 * Every sentence a person reads on this page. The build writes the first screen of it into index.html, so that
 * it shows before any script runs.
 * Nothing in the code branches on these strings: change them freely.
 */

const count = (n: number) => n.toLocaleString("zh-CN");

export const WORDING = {
  name: "小保 · 消费维权助手",
  botName: "小保",
  staffName: "工作人员",
  aiChip: "AI 生成",
  staff: "转人工",
  /** What a tap on 转人工 says for the person. */
  staffRequest: "转人工",
  menu: "更多：字号、颜色、发送位置、隐私说明、清除记录",
  conversation: "对话内容",
  jump: "跳到最新消息",

  state: {
    idle: "AI 助手 · 随时可问",
    connecting: "AI 助手 · 正在连接…",
    online: "AI 助手 · 在线",
    offline: "网络不通，正在重新连接…",
  },

  greetingLabel: "欢迎和常用入口",
  greetingTitle: "您好，我是小保",
  greetingText: "买东西、用服务受了委屈，慢慢跟我说。我帮您弄清怎么办，也能帮您登记投诉。",
  greetingPrompt: "直接打字说事就行，也可以点下面的：",
  greetingNote: "我是 AI 助手，回答由 AI 生成，请结合「依据」判断。请不要发送银行卡号、密码和验证码。",
  /** `text` is sent as if the person had typed it; a link with `?scene=` puts its entry first. */
  entries: [
    { scene: "complain", mark: "诉", title: "我要投诉", hint: "帮您登记", text: "我要投诉" },
    { scene: "returns", mark: "退", title: "七天无理由", hint: "网购退货", text: "网购七天无理由" },
    { scene: "fake", mark: "假", title: "买到假货", hint: "怎么赔", text: "买到假货" },
    { scene: "prepaid", mark: "卡", title: "预付卡退款", hint: "健身、美容卡", text: "预付卡退款" },
    { scene: "progress", mark: "查", title: "查进度", hint: "我的投诉", text: "查进度" },
    { scene: "staff", mark: "人", title: "转人工", hint: "找工作人员", text: "转人工" },
  ],

  inputArea: "输入区",
  inputLabel: "输入您想说的话",
  placeholder: "说说您的事…",
  send: "发送",
  attach: "添加图片或 PDF",
  counter: (n: number, limit: number) => `已写 ${count(n)} 字（一次最多 ${count(limit)} 字）`,
  tooLong: (n: number, limit: number) =>
    `这段话有 ${count(n)} 字，一次最多能发 ${count(limit)} 字。请分成几段发给我，我会连起来看。`,
  fileTooLarge: (limitMb: number) => `这个文件超过 ${limitMb} MB 了。可以截个图再发，或换一张小一点的。`,
  fileEmpty: "这个文件是空的，请重新选一个。",
  fileWrongType: "目前只能发图片或 PDF 文件。",

  mine: "您说：",
  systemSays: "系统提示：",
  status: {
    sending: "发送中…",
    retrying: "网络不太好，正在重发…",
    delivered: "已送达",
  },
  uploading: (percent: number) => `正在上传 ${percent}%`,
  resend: "未送出，点此重发",
  turnFailed: "刚才没处理成功，点此再试",
  turnFailedEarlier: "刚才有一条没处理成功，麻烦您再说一遍。",
  takeBack: "取回修改",
  refused: "这条没能发出去。",
  offerExpired: "这个选项已经过期了，请直接打字告诉我。",
  attachmentName: "附件",
  typing: "小保正在想…",
  staffTyping: "工作人员正在输入…",
  typingLong: "还在处理，请再等一等…",
  waiting: "已经收到，请稍等，不用重复发送…",

  whyTitle: "为什么这样答",
  why: {
    intent: "意图",
    ranking: "主题排名",
    entities: "实体",
    decision: "决定",
    because: "判断",
    topics: "所答主题",
    place: "地点",
    context: "接着上文",
    part: "第几问",
    rule: "规则",
    actions: "动作",
    policy: "策略",
  },
  whyNoRule: "无（表单或兜底）",
  percent: (share: number) => `${(share * 100).toFixed(1)}%`,

  sources: (n: number) => (n > 0 ? `依据 ${n} 条` : "依据"),
  sourcesUnofficial: "以官方公布为准",
  law: (name: string) => (/^[《〈]/.test(name) ? name : `《${name}》`),
  article: (article: string | number) =>
    /^\d+$/.test(String(article)) ? `第 ${article} 条` : String(article),
  articleJoin: "、",
  asOf: (date: string) => `资料截至 ${date}`,

  feedbackLabel: "这条回答有用吗",
  feedback: { helpful: "有用", unhelpful: "没用" },
  feedbackThanks: "谢谢，我们会看这条回答，让小保答得更准。",
  feedbackFailed: "没有送出去，请再点一次。",

  caseTitle: "投诉编号",
  caseStatus: (label: string) => `当前状态：${label}`,
  summaryEdit: "改",
  summaryEditLabel: (label: string) => `修改${label}`,
  /** What a tap on 改 beside a field says for the person. */
  summaryEditSays: (label: string) => `修改${label}`,

  consentMore: "看看怎么用我的信息",
  consentTitle: "个人信息使用说明",
  consentText: [
    "用哪些：您的姓名、电话、联系地址，和您说的事情经过、发来的图片。",
    "做什么：核实身份、登记和办理这件投诉、把结果告诉您。投诉依法要实名；举报可以匿名。",
    "给谁看：有权处理这件事的部门。您另外同意的，才会先发给商家协商。",
    "存多久：加密保存。没提交的 180 天后自动删除；提交了的按档案规定保存。",
    "怎么反悔：随时说「删除我的信息」，或在提交前说「取消」。",
  ],

  /** Codes of the case's states; anything else is shown as it came. */
  caseStates: {
    submitted: "已登记",
    reconciling: "先行和解",
    needs_info: "待补正",
    accepted: "已受理",
    rejected: "不予受理",
    transferred: "已分送",
    withdrawn: "已撤回",
    mediating: "调解中",
    settled: "达成和解",
    terminated: "终止调解",
    revisited: "已回访",
    published: "已公示",
  },
  caseKeep: "请记下编号，凭它可以查进度。",
  caseShow: "查看进度",
  caseShowing: "正在查…",
  caseRefresh: "再查一次",
  caseNext: "接下来",
  caseDates: "法定期限",
  caseProvisional: "（放假安排公布后可能会变）",
  caseTimeline: "办理经过",
  caseElsewhere: "这件不是在这个对话里登记的。说「查进度」，凭编号和手机后四位就能查。",
  caseUnavailable: "现在查不到，请稍后再试。",
  copy: "复制编号",
  copied: "已复制",
  copyByHand: "已选中，请长按复制",

  resumeTitle: "接着办之前的事",
  resumeText: "您打开的是继续办理的链接。点「继续」，就在这里接着之前的对话。",
  resumeGo: "继续",
  resumeLater: "先不用",
  resumeFailed: "这个链接现在用不了。可能已经过期，或网络不通；您也可以直接告诉我投诉编号。",
  resumed: "已接上之前的对话。",

  today: "今天",
  yesterday: "昨天",

  sessionRenewed:
    "您上一次的对话已过期，我们重新开始了一次新的对话。之前登记的投诉不受影响，凭投诉编号可以查进度。",

  starting: "正在打开…",
  startingHelp: "如果一直打不开，请刷新本页，或换用手机自带的浏览器；也可以直接拨打 12315。",
  leave: "收起对话",

  close: "关闭",
  cancel: "先不清除",
  menuTitle: "更多",
  textSize: "字号",
  textSizes: { standard: "标准", large: "大", huge: "特大" },
  colours: "颜色",
  colourSchemes: { auto: "跟随手机", light: "浅色", dark: "深色" },
  locationTitle: "发送位置",
  locationText:
    "用来告诉您当地的投诉电话。您要登记投诉时，也会填成事情发生的地区，提交前您能看、能改。不保存具体位置。",
  locationHint:
    "点「发送」后，手机会问您是否允许，选「允许」就行。不想发也没关系，打字告诉我在哪个城市一样能办。",
  locationSend: "发送",
  locationCancel: "先不发",
  locationAsking: "正在取位置，请稍等…",
  locationFailed: "没拿到位置，直接打字告诉我在哪个城市就行。",
  locationRetry: "再试一次",
  locationType: "我来打字",
  locationOutdated: "这个位置是之前的，没有发出去。请重新发送位置，或直接打字告诉我在哪个城市。",
  /** What stands in the person's own bubble until the server says which city it is. */
  myLocation: "[位置]",
  privacyTitle: "隐私说明",
  privacy: [
    "您说的话和您填写的资料，会保存在本系统里，用来回答您的问题、登记和办理您的投诉；工作人员会查看一部分对话，好让小保答得更准。",
    "登记投诉前，我们会先说明要用哪些个人资料、为什么用、保存多久，您同意了才会开始。",
    "您发送位置时，只发出大概位置（约一公里），我们只记下是哪个城市。",
    "这台设备上只保存三样：这次对话的凭证、还没发出去的话、您选的字号和颜色。",
    "想删除我们保存的资料，请直接对小保说「删除我的资料」。",
    "请不要在对话里发送银行卡号、密码、验证码。工作人员也不会向您要这些。",
  ],
  clearTitle: "清除本机记录",
  clear: "清除本机记录",
  clearText:
    "清除后，这台设备上不再显示之前的对话，没发出去的话也会删掉。已经登记的投诉不受影响，请先记下投诉编号。",
  clearHint: "如果这是别人的手机或公用电脑，用完建议清除。",
  clearConfirm: "清除",
};
