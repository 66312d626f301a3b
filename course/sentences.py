"""The sentences of the visible checks, in the language of the notebook that imports them.

A sentence is a template and the words in its places, so that it can be put into another language at the end.
"""

import string
from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "{what}": "{what}",
    "{what} (the shape alone)": "{what}（只看形状）",
    "{name} leaves its arguments unchanged": "{name} 没有改动它的参数",
    "{name} takes whole numbers, single precision, large numbers and arrays of any memory": (
        "{name} 能处理整数、单精度、很大的数，以及在内存中任意存放的数组"
    ),
    "{call} raises {error}": "{call} 引发了 {error}",
    "{name} changes its argument of shape {shape} in place (+= or an assignment to a slice does this): work on a "
    "copy.": "{name} 就地改动了它的形状为 {shape} 的参数（+= 或者给切片赋值都会这样）：请在副本上计算。",
    "{name} returns (a view of) one of its arguments: return a new array, for instance a copy.": (
        "{name} 返回的是它的一个参数（或者参数的视图）：请返回新的数组，例如一个副本。"
    ),
    "{name} returns {found} arrays for {kind}, and {wanted} for ordinary decimals.": (
        "遇到{kind}时，{name} 返回 {found} 个数组，而遇到普通的小数时返回 {wanted} 个。"
    ),
    "{name} with {kind}": "{name}，遇到{kind}",
    "whole numbers in {arguments}": " {arguments} 中的整数",
    "{one} and {other}": "{one} 和 {other}",
    "single precision": "单精度",
    "arrays that are every other entry of larger ones": "从更大的数组里隔一个取一个得到的数组",
    "{name} overflows on the way for large numbers: find the exponential or the product that grows too large.": (
        "遇到很大的数时，{name} 在计算途中溢出：找找是哪个指数或乘积变得太大。"
    ),
    "{name} gives NaN or infinity for large numbers, all of them finite.": (
        "给 {name} 的数很大，但都是有限的，它却得出了 NaN 或无穷大。"
    ),
    "{call} should raise {wanted}, and raised {error}: {said}": ("{call} 应当引发 {wanted}，却引发了 {error}：{said}"),
    "{call} makes no sense and should raise {wanted}; it returned {returned}.": (
        "{call} 没有意义，应当引发 {wanted}；它却返回了{returned}。"
    ),
    "{count} values": " {count} 个值",
    "an array of shape {shape}": "形状为 {shape} 的数组",
    "array of shape {shape}": "形状为 {shape} 的数组",
    "None": " None",
    "one {type}": "一个 {type}",
    "{what}: the forward pass": "{what}：前向传播",
    "{what}: {name}": "{what}：{name}",
    "{what}: return the {count} gradients ({names}); there came {found}.": (
        "{what}：请返回 {count} 个梯度（{names}）；收到的是{found}。"
    ),
    "{what}: {where} is {yours}, and {should_be} {right}.{beside}": (
        "{what}：{where}是 {yours}，{should_be} {right}。{beside}"
    ),
    "{what}: {where} is {yours}, and {should_be} {right} (1 of {size} entries is wrong).{beside}": (
        "{what}：{where}是 {yours}，{should_be} {right}（{size} 个元素中有 1 个错）。{beside}"
    ),
    "{what}: {where} is {yours}, and {should_be} {right} ({count} of {size} entries are wrong).{beside}": (
        "{what}：{where}是 {yours}，{should_be} {right}（{size} 个元素中有 {count} 个错）。{beside}"
    ),
    "entry [{place}]": "元素 [{place}] ",
    "the value": "这个值",
    "should be": "应当是",
    "should be, by nudging,": "把它轻轻推一下算出来应当是",
    "with the same numbers as decimals it is": "同样的数写成小数时却是",
    "{what}: the shape is {yours}, and should be {right}.{beside}": (
        "{what}：形状是 {yours}，应当是 {right}。{beside}"
    ),
    "\n  yours: {yours}\n  right: {right}": "\n  你的：{yours}\n  正确：{right}",
    "{what}: there came None; is a return statement missing?": "{what}：收到的是 None；是不是少了 return 语句？",
    "{what}: the rows of the result have different lengths.": "{what}：结果的各行长度不一。",
    "{what}: the result is a {type}, and should be an array of numbers.": ("{what}：结果是 {type}，应当是数值数组。"),
    "{exercise}: write it in the cell above, and run that cell.": (
        "{exercise}：请在上面的单元格里写好，并运行那个单元格。"
    ),
    "{name} is not written yet": "{name} 还没有写",
    "{function}({arguments})": "{function}({arguments})",
    "{one}, {other}": "{one}, {other}",
    "{name}={value}": "{name}={value}",
    "[{items}]": "[{items}]",
    "({items})": "({items})",
    "({item},)": "({item},)",
}
IN_LANGUAGE: Mapping[str, Mapping[str, str]] = {"en": {}, "zh": CHINESE}


class Sentence(str):
    """A sentence in English, which remembers its template and the words in its places."""

    template: str
    words: Mapping[str, object]

    def __new__(cls, template: str, **words: object) -> "Sentence":
        """Make the sentence; the words may be sentences themselves."""
        self = super().__new__(cls, template.format(**words))
        self.template, self.words = template, words
        return self

    def in_language(self, language: str) -> str:
        """The sentence in a language of `IN_LANGUAGE`."""
        words = {name: in_language(word, language) for name, word in self.words.items()}
        return IN_LANGUAGE[language].get(self.template, self.template).format(**words)


def in_language(said: object, language: str) -> object:
    """Translate a sentence that stands in another one; all else stays as it is."""
    return said.in_language(language) if isinstance(said, Sentence) else said


def places(template: str) -> list[str]:
    """The names of a template's places, in alphabetical order."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(template) if name)
