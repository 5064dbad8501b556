import * as Plot from '@observablehq/plot'

/** Returns the SVG text of a plot drawn in the given DOM document, without scripts and with the page's own colours. */
export function drawPlot(document: unknown, options: Plot.PlotOptions): string {
  const figure = Plot.plot({
    width: 720,
    marginBottom: 44,
    ...options,
    style: {
      background: 'transparent',
      color: 'inherit',
      fontSize: '12px',
      overflow: 'visible',
      ...(options.style as object),
    },
    document: document as NonNullable<Plot.PlotOptions['document']>,
  }) as unknown as { outerHTML: string }
  return figure.outerHTML
}
