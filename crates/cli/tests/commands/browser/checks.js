// Returns what is wrong with how a page is shown: text of low contrast or outside of the page.
(() => {
  const wrong = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) {
    wrong.push(`the page is ${page.scrollWidth} wide, and the window ${page.clientWidth}`);
  }
  const channels = (text) => text.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = color.map((c) => {
      c /= 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const back = (element) => {
    for (let it = element; it; it = it.parentElement) {
      const color = channels(getComputedStyle(it).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const hidden = !element.checkVisibility() || ["STYLE", "title"].includes(element.tagName);
    if (hidden || !node.data.trim()) continue;
    const style = getComputedStyle(element);
    const color = channels(element.ownerSVGElement ? style.fill : style.color).slice(0, 3);
    const [one, other] = [light(color), light(back(element))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    const key = `${color}|${back(element)}`;
    if (contrast < 4.5 && !seen.has(key)) {
      seen.add(key);
      wrong.push(`contrast ${contrast.toFixed(2)} of ${color} on ${back(element)}: ${node.data.slice(0, 40)}`);
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const scrolls = element.closest(".scroll") && matchMedia("screen").matches;
    if (!scrolls && (box.left < -1 || box.right > page.clientWidth + 1)) {
      wrong.push(`cut off at ${box.left.toFixed()} to ${box.right.toFixed()}: ${node.data.slice(0, 40)}`);
    }
  }
  return wrong;
})()
