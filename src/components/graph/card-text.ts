/** Cuts and breaks text to the width of a card as CSS does, once per text. */
export class CardText {
  private readonly cut = new Map<string, string>();
  private readonly broken = new Map<string, string[]>();
  private readonly drop = new Map<string, number>();
  private readonly measure: (font: string, text: string) => Pick<TextMetrics, 'width' | 'fontBoundingBoxAscent' | 'fontBoundingBoxDescent'>;

  constructor(measure: CardText['measure']) {
    this.measure = measure;
  }

  width(font: string, text: string): number {
    return text === '' ? 0 : this.measure(font, text).width;
  }

  /** How far below the middle of its line a text's baseline lies, px. */
  baseline(font: string): number {
    const known = this.drop.get(font);
    if (known !== undefined) return known;
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = this.measure(font, 'x');
    // A browser sets text on whole pixels.
    const drop = Math.round((ascent - descent) / 2);
    this.drop.set(font, drop);
    return drop;
  }

  /** The text, with an ellipsis for what does not fit. */
  fit(font: string, text: string, max: number): string {
    const key = `${font} ${Math.round(max)} ${text}`;
    const known = this.cut.get(key);
    if (known !== undefined) return known;
    const fitting = this.width(font, text) <= max ? text : this.shorten(font, text, max);
    return remember(this.cut, key, fitting);
  }

  /** At most two lines, broken between words, the second with an ellipsis. */
  twoLines(font: string, text: string, max: number): string[] {
    const key = `${font} ${Math.round(max)} ${text}`;
    const known = this.broken.get(key);
    if (known !== undefined) return known;
    const words = text.split(' ');
    let count = words.length;
    while (count > 1 && this.width(font, words.slice(0, count).join(' ')) > max) count -= 1;
    const first = this.fit(font, words.slice(0, count).join(' '), max);
    const rest = words.slice(count).join(' ');
    return remember(this.broken, key, rest === '' ? [first] : [first, this.fit(font, rest, max)]);
  }

  private shorten(font: string, text: string, max: number): string {
    let [low, high] = [0, text.length];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.width(font, `${text.slice(0, middle)}…`) <= max) low = middle;
      else high = middle - 1;
    }
    return `${text.slice(0, low)}…`;
  }
}

/** Enough for every card of the largest workflow, few enough to be forgotten at once. */
const REMEMBERED = 40_000;

function remember<T>(map: Map<string, T>, key: string, value: T): T {
  if (map.size >= REMEMBERED) map.clear();
  map.set(key, value);
  return value;
}
