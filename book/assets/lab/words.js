// What the laboratory says, in the language of the page.
const WORDS = {
  en: {
    run: "Run", stop: "Stop", edit: "Edit", reset: "Reset", edited: "edited", giveUp: "Give up",
    cell: "Cell {n}", code: "Code of cell {n}. Shift and Enter run it; Escape, then Tab, leaves it",
    loading: "Loading Python: {loaded} of {total} MB", starting: "Starting Python …",
    waiting: "Waiting for the cells before it …", above: "Running cell {n}, which stands above …", running: "Running …",
    ran: "Done.", failed: "It stopped with an error.", stopped: "Stopped. The next Run runs what stands above again.",
    gaveUp: "Not loaded. Run begins again.",
    failedAbove: "Cell {n}, which this one needs, stopped with an error: look there.",
    lacks: "Needs {library}, which does not run in a page.", notebook: "Download the notebook",
    notKept: "This browser keeps nothing for this page: what you write here is gone when you leave it.",
    old: "This browser is too old to run Python in a page (it knows no module workers): an up-to-date Firefox, Chrome, Edge or Safari does.",
    blocked: "Python did not start, because {file} did not arrive: look at your connection, and press Run again.",
    tampered: "Python did not start, because {file} is not the file that this site names: do not trust it, and tell whoever runs the site.",
    broke: "Python ended unexpectedly ({reason}): press Run to begin again.",
    check: "Check", checkAll: "Check everything", download: "Download notebook", open: "Open notebook", tools: "Your notebook",
    about: "You can solve this assignment here: what you write stays in this browser, and nowhere else. Download the notebook to hand it in, or to go on in Jupyter; open it to go on here.",
    count: "{done} of {all} checks pass", downloaded: "{file} is in your downloads: hand that in.",
    notReleased: "The notebook did not arrive: look at your connection, and press again.",
    notThisOne: "{file} is not a notebook of this assignment: nothing has changed.",
    replace: "Some of your answers here differ from those in the file. Replace them?",
  },
  zh: {
    run: "运行", stop: "停止", edit: "编辑", reset: "还原", edited: "已修改", giveUp: "放弃",
    cell: "单元 {n}", code: "单元 {n} 的代码。Shift+Enter 运行；先按 Esc 再按 Tab 离开",
    loading: "正在载入 Python：{loaded} / {total} MB", starting: "正在启动 Python……",
    waiting: "等待前面的单元……", above: "正在运行上面的单元 {n}……", running: "正在运行……",
    ran: "完成。", failed: "出错停止。", stopped: "已停止。下次运行时会重新运行上面的单元。",
    gaveUp: "未载入。再按“运行”可重新开始。",
    failedAbove: "本单元需要的单元 {n} 出错了，请先看那里。",
    lacks: "需要 {library}，无法在页面里运行。", notebook: "下载笔记本",
    notKept: "此浏览器不为本页保存内容：离开后你写的内容会丢失。",
    old: "此浏览器太旧，无法在页面里运行 Python（不支持 module worker）：请用新版 Firefox、Chrome、Edge 或 Safari。",
    blocked: "Python 没有启动，因为 {file} 没有送达：请检查网络，再按“运行”。",
    tampered: "Python 没有启动，因为 {file} 不是本站指定的文件：请勿信任，并告知网站管理者。",
    broke: "Python 意外结束（{reason}）：请按“运行”重新开始。",
    check: "检查", checkAll: "全部检查", download: "下载笔记本", open: "打开笔记本", tools: "你的笔记本",
    about: "你可以在这里完成本作业：所写内容只保存在此浏览器里。下载笔记本以提交，或在 Jupyter 里继续；打开笔记本可回到这里继续。",
    count: "{all} 项检查中 {done} 项通过", downloaded: "{file} 已下载，请提交它。",
    notReleased: "笔记本没有送达：请检查网络后再试。",
    notThisOne: "{file} 不是本作业的笔记本：没有任何改动。",
    replace: "这里的一些答案与文件中的不同。要替换吗？",
  },
};

const words = WORDS[document.documentElement.lang.startsWith("zh") ? "zh" : "en"];

export const say = (name, facts = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => facts[key]);
