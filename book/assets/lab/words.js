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
    notKept: "此浏览器不为本页保存内容：离开后您写的内容会丢失。",
    old: "此浏览器太旧，无法在页面里运行 Python（不支持 module worker）：请用新版 Firefox、Chrome、Edge 或 Safari。",
    blocked: "Python 没有启动，因为 {file} 没有送达：请检查网络，再按“运行”。",
    tampered: "Python 没有启动，因为 {file} 不是本站指定的文件：请勿信任，并告知网站管理者。",
    broke: "Python 意外结束（{reason}）：请按“运行”重新开始。",
  },
};

const words = WORDS[document.documentElement.lang.startsWith("zh") ? "zh" : "en"];

export const say = (name, facts = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => facts[key]);
