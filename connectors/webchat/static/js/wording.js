/**
 * Every sentence a person reads on this page (index.html keeps only what must show without JavaScript).
 * Nothing in the code branches on these strings: change them freely.
 */

const count = (n) => n.toLocaleString("zh-CN");

export const WORDING = {
  name: "小保 · 消费维权助手",
  botName: "小保",
  botInitial: "保",
  staffName: "工作人员",
  staffInitial: "人",
  aiChip: "AI 生成",
  aiChipLabel: "以下内容由 AI 生成",
  staff: "人工",
  staffLabel: "人工：找工作人员",
  /** What a tap on 人工 says for the person. */
  staffRequest: "转人工",
  menu: "更多：字号、发送位置、隐私说明、清除记录",
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
  /** `text` is sent as if the person had typed it. */
  entries: [
    { mark: "诉", title: "我要投诉", hint: "帮您登记", text: "我要投诉" },
    { mark: "退", title: "七天无理由", hint: "网购退货", text: "网购七天无理由" },
    { mark: "假", title: "买到假货", hint: "怎么赔", text: "买到假货" },
    { mark: "卡", title: "预付卡退款", hint: "健身、美容卡", text: "预付卡退款" },
    { mark: "查", title: "查进度", hint: "我的投诉", text: "查进度" },
    { mark: "人", title: "转人工", hint: "找工作人员", text: "转人工" },
  ],

  inputArea: "输入区",
  inputLabel: "输入您想说的话",
  placeholder: "说说您的事…",
  send: "发送",
  attach: "添加图片或 PDF",
  counter: (n, limit) => `已写 ${count(n)} 字（一次最多 ${count(limit)} 字）`,
  tooLong: (n, limit) =>
    `这段话有 ${count(n)} 字，一次最多能发 ${count(limit)} 字。请分成几段发给我，我会连起来看。`,
  fileTooLarge: (limitMb) => `这个文件超过 ${limitMb} MB 了。可以截个图再发，或换一张小一点的。`,
  fileEmpty: "这个文件是空的，请重新选一个。",
  fileWrongType: "目前只能发图片或 PDF 文件。",

  mine: "您说：",
  theirs: (name) => `${name}说：`,
  systemSays: "系统提示：",
  status: {
    sending: "发送中…",
    retrying: "网络不太好，正在重发…",
    delivered: "已送达",
  },
  uploading: (percent) => `正在上传 ${percent}%`,
  resend: "未送出，点此重发",
  turnFailed: "刚才没处理成功，点此再试",
  turnFailedEarlier: "刚才有一条没处理成功，麻烦您再说一遍。",
  takeBack: "取回修改",
  refused: "这条没能发出去。",
  offerExpired: "这个选项已经过期了，请直接打字告诉我。",
  attachmentName: "附件",
  typing: "小保正在想…",
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
  percent: (share) => `${(share * 100).toFixed(1)}%`,

  sources: (n) => (n > 0 ? `依据 ${n} 条` : "依据"),
  sourcesUnofficial: "以官方公布为准",
  law: (name) => (/^[《〈]/.test(name) ? name : `《${name}》`),
  article: (article) => (/^\d+$/.test(String(article)) ? `第 ${article} 条` : String(article)),
  articleJoin: "、",
  asOf: (date) => `资料截至 ${date}`,

  caseTitle: "投诉编号",
  caseStatus: (label) => `当前状态：${label}`,
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
  copy: "复制编号",
  copied: "已复制",
  copyByHand: "已选中，请长按复制",

  today: "今天",
  yesterday: "昨天",

  sessionRenewed:
    "您上一次的对话已过期，我们重新开始了一次新的对话。之前登记的投诉不受影响，凭投诉编号可以查进度。",

  close: "关闭",
  cancel: "先不清除",
  menuTitle: "更多",
  textSize: "字号",
  textSizes: { standard: "标准", large: "大", huge: "特大" },
  locationTitle: "发送位置",
  locationText:
    "用来告诉您当地的投诉电话。您要登记投诉时，也会填成事情发生的地区，提交前您能看、能改。不保存具体位置。",
  locationHint: "点「发送」后，手机会问您是否允许，选「允许」就行。不想发也没关系，打字告诉我在哪个城市一样能办。",
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
    "这台设备上只保存三样：这次对话的凭证、还没发出去的话、您选的字号。",
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
