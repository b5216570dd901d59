/** Says texts in another language. */
export type Translator = (texts: readonly string[]) => Promise<readonly string[]>;

/** Texts said in another language and back: the same meaning in other words (Sennrich et al. 2016). */
export async function backTranslate(
  texts: readonly string[],
  there: Translator,
  back: Translator,
): Promise<readonly string[]> {
  return back(await there(texts));
}

/** A translation model of `@xenova/transformers`, by its name on the hub. */
export async function openTranslator(name: string): Promise<Translator> {
  const { pipeline } = await import("@xenova/transformers");
  const translate = await pipeline("translation", name);
  return async (texts) => {
    const said = (await translate([...texts])) as { translation_text: string }[];
    return said.map(({ translation_text: text }) => text);
  };
}
