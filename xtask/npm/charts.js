// The part of Apache ECharts that the page uses. Anything not named here is left out of the bundle: a new
// kind of chart adds its line here first.
import * as core from "echarts/core";
import { BarChart, CustomChart, HeatmapChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  BrushComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

core.use([
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  AriaComponent,
  BrushComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
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
