// The part of Apache ECharts that the page uses. Anything not named here is left out of the bundle: a new
// kind of chart adds its line here first.
import * as core from "echarts/core";
import { BarChart, HeatmapChart } from "echarts/charts";
import {
  AriaComponent,
  BrushComponent,
  GridComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

core.use([
  BarChart,
  HeatmapChart,
  AriaComponent,
  BrushComponent,
  GridComponent,
  TooltipComponent,
  // A heat map cannot be drawn without a visual map.
  VisualMapComponent,
  CanvasRenderer,
  // For charts that leave the page, in reports.
  SVGRenderer,
]);

// Named one by one, so that esbuild can drop the rest of the module.
globalThis.echarts = {
  init: core.init,
  getInstanceByDom: core.getInstanceByDom,
  registerTheme: core.registerTheme,
  graphic: core.graphic,
  format: core.format,
  time: core.time,
  color: core.color,
  version: core.version,
};
