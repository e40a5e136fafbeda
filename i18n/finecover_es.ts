<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
 <context>
  <name>FineCover</name>
  <message>
   <source>'{path}' belongs to another layer</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>(not labelled yet)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>0 Fill gaps in an image series</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>1 Prepare coarse labels</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>1 is one season a year, 2 (default) allows for two.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>2 Compute features</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>3 Sample the coarse map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>4 Train classifier</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>5 Classify</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>6 Accuracy report</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&gt; {threshold}: unlike the training samples</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A band per class, 0 to 1.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A line for every class in every map at every level of the legend: counts, accuracies, F1 and IoU as shares, 0 to 1, what MAP gains, and, of points, areas in hectares. Default: not written.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A model that trainclassifier or upsample wrote.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A pixel stays without data where its observations lie further apart. Default: every gap is filled.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Advanced parameters</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Agreement with the coarse cells</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Allocation</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>An area needs at least three corners; click more of them, then finish again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Ancillary rasters</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Applicability</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Area to check (geo_small)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Area to map (geo_small)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Band of the coarse map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Band that holds the class codes. Default 1.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Band values are multiplied by this. Default 1: as the files tell, if they tell a scale.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Bands</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Baseline</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Block cross-validated agreement</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Block cross-validated kappa</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Buffer (coarse cells)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CSV with from and to, codes or class names: from the classes of map and baseline to the reference's. A column level1 (or level2) in place of to holds classes of that level of the reference's legend. A column map holds the file name of the map a row is meant for; rows that name none are for MAP and BASELINE. Labels of POINTS are classes of the reference, or of that level. Example, three lines: from,to / 1,311 / 5,Mixed forest. Default: see MATCH.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CSV with from and to, codes or class names: from the classes of the map to those of REFERENCE. A column level1 in place of to holds classes of that level.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CSV with the columns from and to: codes to translate before the legend applies, for example to merge classes. Codes that are not listed stay.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check before upsampling</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Class field</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Class field of the points</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Class on the ground</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Classes learnt</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Classes that occur</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Clean the samples</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Clear {layer}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Click more corners. Backspace takes one back.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Click the first corner, or hold Shift and drag a rectangle.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Coarse cells along one side of the blocks that cross-validation keeps whole, so that a forest is tested only where it has not been trained. Where most samples name no coarse cell they are kept together in squares of a tenth of their area's longer side instead. Default 3.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Coarse labels</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Coarse land-cover map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Coarse map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Compares a map with reference classes, a raster or labelled points on any grid, and puts a plain nearest-neighbour copy of the coarse map (BASELINE) and any other maps (MAPS) beside it over the same places: the pixels of MAP where each of them has a class. The comparison is repeated at the coarser levels of the reference's legend. In every matrix rows are the map and columns the reference.

Points drawn by validationpoints tell their strata, and accuracy and areas are estimated by them. Where the reference is the coarse map itself or was made from it, the report speaks of agreement, and estimates no areas.

Example: MAP = the fine map, REFERENCE = a finer land-cover map, BASELINE = the coarse labels.

Example with points: draw them with validationpoints (MAP = the fine map, STANDARD_ERROR = 0.02, OUTPUT = points.gpkg), choose a class for each in QGIS, then give MAP = the fine map, POINTS = points.gpkg, BASELINE = the coarse labels. The report then estimates overall accuracy with its 95 % interval, whether the map is better than the baseline, and the area of each class in hectares.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Computes what the forest learns from: bands, spectral indices, mean and standard deviation around each pixel, terrain, ancillary rasters. Each is a described band of one raster on the image's grid; a pixel without data in one band of the images has none in any.

Example: IMAGES = a Sentinel-2 scene with bands described B02, B03, B04, B08; DEM = SRTM.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Confidence</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Confusion matrix</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Context window (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copied</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy command</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Correction for the class shares of the samples in the fine map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Correction of the training shares (0 to 1.5)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Counts</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Crosswalk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Crosswalk to the reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Dates</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Dates observed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Dates of the filled series</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Dates the polynomial is fitted to, an odd number. Default 5.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Days from one date of the result to the next. 30 (default) suits a year, 10 a season.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Degree of the polynomial, less than WINDOW. Default 2.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Disk needed (GB), at most</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Dissimilarity to the training samples; above the threshold in the file's tag AOA_THRESHOLD the model is used where it has not learnt.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Distance between samples (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draw</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draw geo (training area)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draw geo_small (area to map)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draw polygons on the map, into the layer {layer}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draw validation points</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draws pixels of the features, each labelled with the class of the coarse cell it lies in, BUFFER or more from other classes. Pixels without data in some feature, or in cells with an unknown code, are never drawn.

Example: COARSE = the prepared labels, FEATURES = the features, GEO = a polygon with all classes of interest.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Draws random pixels of a map, so many that its overall accuracy will be known with the standard error you ask for though rare classes get points as well: never fewer than overall accuracy alone takes (Olofsson et al. 2014, eq. 13), and the log says both numbers. The points come in random order with an empty field class: open the layer in QGIS, look at each pixel's outline over a better image, and choose the class you see in the form, or 'cannot tell' rather than guess: the report counts such points apart. What the map says is hidden, so that it does not lead you. Then give the layer to the accuracy report as POINTS.

Example: MAP = the fine map, EXPECTED_ACCURACY = 0.9;13=0.6, STANDARD_ERROR = 0.02.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Elevation in metres; adds elevation, slope, aspect and relative height. Any grid. Where it has no data, no samples are drawn, and the map goes by the image.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Elevation model (metres)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Entropy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Estimated share of coarse cells with a wrong label</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Every figure, for programs.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Every figure, for programs; shares 0 to 1. Default: not written.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Everything found, as JSON</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Expected accuracy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Exponent, 0 to 1.5, with which the forest is freed from how common each class is among its samples; 0: not at all, 1: fully. Default, when empty: chosen by self-validation together with the weight of the coarse map.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Exponent, 0 to 2, with which the classes of the coarse map around a pixel count; 0: the coarse map is not used. Default, when empty: chosen by self-validation (what brings the coarse map back best from a degraded one), 0.5 where training could not try it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>FIELD: '{field}' is what the map said when the points were drawn, so the map would be judged by itself; choose the field of the labels, usually 'class'.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>FIELD: '{field}' tells how the points were drawn, not what is there; choose the field of the labels, usually 'class'.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Features</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fewest points of a class</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fewest samples of a class</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fewest training samples in a leaf of a tree. Default, when empty: half the samples a coarse cell has on average, between 5 and 100, because samples of one cell carry one label and do not confirm each other; 5 where the samples name no coarse cell.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Field of POINTS with the class code or the class name, such as 12 or Croplands. Default: class.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Field with the class code, or the class name. Default class.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Filled series</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Findings (JSON)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Finds the legend of a coarse land-cover map and writes the map with class codes, names and colours on its own grid. Codes the legend does not know become nodata and are counted.

Example: COARSE = MCD12Q1 of 2018 in its sinusoidal projection, LEGEND = auto.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fine map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fine map from a time series</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fine map, step by step</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fine reference classes to compare the map with. Any grid.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in Terminal and restart QGIS; or let the plugin QPIP install them:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in a terminal and restart QGIS:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in the OSGeo4W Shell (Start menu) and restart QGIS; or let the plugin QPIP install them:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>FineCover: accuracy of {map}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>FineCover: agreement of {map} with its reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>FineCover: training</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>First date of the filled series, for example 2019-01-01. Observations up to 60 days (with MAX_GAP_DAYS, that and 60 days) earlier help at its beginning. Default: the date of the first image.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>For LEGEND = file: CSV with code, name and color; lc.json with values, label and palette; a QGIS style (.qml); or a colour map (.txt, .clr).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>For POINTS. auto (default): the strata they carry, as validationpoints writes them, else simple. simple: points drawn at random over the map. stratified: drawn at random within each class of the map. poststratified: drawn at random over the map, and weighted by the area of its classes afterwards.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>For compromise and neyman: what each class of the map gets at least. A class with fewer pixels gets all of them; where TOTAL is too small for that, each gets as many as it allows. Default 50.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>For images of many dates: fills their gaps first, as fillgaps does, for a date every so many days, for example 30 (which it also is where only MASKS is given). Default: the images are used as they are.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>For images of several dates, in place of the single dates, separated by commas: mean, median, min, max, std, range, percentiles such as p10. Where every image has a date also these of a quarter of the year, such as median_q1 (January to March); amplitude and phase of the yearly wave, amplitude2 and phase2 of the half-yearly one; date_max, when the value is highest. Phase and date_max are days of the year. A pixel without data for one of them has none. Default: every date is used as it is.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>For proportional_clipped. Default 600.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>For proportional_clipped. Default 8000.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>For sentinel2_scl: classes that count as observed. Default 2,4,5,6,7 (dark areas, vegetation, bare ground, water, unclassified); add 11 to keep snow.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Forest</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>From</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Further maps to compare with the same reference over the same places, such as other products; each is called by its file. Any grid, coordinate system and legend. Default: none.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>GEO is not used, because COARSE is not given: it only tells which cells of COARSE to leave out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Gain in kappa expected over a copy of the coarse map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>GeoTIFF of class codes with the legend's colours and names; .qml beside it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>GeoTIFF on the coarse map's grid, with colours and names; .qml beside it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>GeoTIFF, 32-bit floats, a described band per date and band.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>GeoTIFF, 32-bit floats, one described band per feature.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give either REFERENCE (a raster) or POINTS (a layer), and only one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Grow masks by (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Harmonic: waves a year</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Homogeneity (0 to 1)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How evenly the probabilities spread over the classes, in percent: 0 one class is certain, 100 all are equally likely.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How many points you can label, in place of STANDARD_ERROR: so many are drawn, or all pixels if the map has fewer. Default: as many as reach STANDARD_ERROR, shared out by ALLOCATION and MIN_PER_CLASS.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How often each pixel was observed between the first and the last date of the result.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Images</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kappa</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kappa estimated by the design</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kappa of the baseline</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Kappa of the baseline estimated by the design</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Keep only inside</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>LEGEND_FILE is given, but LEGEND is {kind}; choose LEGEND=file, or leave it out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>LEGEND_FILE is missing; LEGEND=file needs one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Labelled points, in place of REFERENCE, such as the layer of validationpoints. Any coordinate system. Points without a label are left out and counted.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Least share, 0 to 1, of a cell and its neighbours that must have its class. Default 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave out samples of coarse cells whose label is probably wrong, by what trees that have not seen the cell make of its pixels and by the cells around it; and samples in a spectral cluster that is nearly all another class. Where most samples name no coarse cell they are judged one by one (confident learning); where they do, but cross-validation by blocks is not possible, none is left out. Default yes.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Legend</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Legend file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Longest gap (days)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look for problems, and tell the memory, disk and time the run needs, without starting it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Looking at the parameters …</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>MASK_DILATION is given, but MASKS is empty, so that there is nothing to grow; give the masks, or leave MASK_DILATION at 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Macro F1</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Macro F1 estimated by the design</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Macro F1 of the baseline</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Macro F1 of the baseline estimated by the design</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Makes a land-cover map at the image's pixel size from a coarse one: samples are drawn from the coarse map inside GEO, a random forest learns them from the image, and GEO_SMALL is mapped. The map is the same as that of the steps 1 to 5 one after the other. Only here it is compared with the coarse cells (CELLS, and in the report), and only here is told which classes of the coarse map occur in GEO or in GEO_SMALL alone. The report says what gain over a plain copy of the coarse map may be expected and how far to trust the map; with REFERENCE it shows the accuracy as step 6 does, with that of the plain copy beside it.

Images of many dates with clouds: STEP_DAYS and MASKS fill their gaps first, as fillgaps does, and STATISTICS tells what is learnt of the year.

Example: IMAGES = a Sentinel-2 scene, COARSE = MODIS MCD12Q1, GEO and GEO_SMALL = two polygons drawn on the image.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Makes a regular series of a year's images: what masks and nodata leave out is interpolated in time, pixel by pixel, flat before the first and after the last observation, and smoothed if you like. Several scenes of one date are joined; the first that observed a pixel counts. The result has a band per date and band, described like nir_2019-01-31, and goes on to computefeatures (see STATISTICS there).

Example: IMAGES = 30 Sentinel-2 scenes of 2019, MASKS = their SCL rasters, MASK_TYPE = sentinel2_scl, START = 2019-01-01, END = 2019-12-31, STEP_DAYS = 30.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Maps the features with a model. With COARSE, the classes that are common in the coarse map around a pixel become more likely (PRIOR_WEIGHT). Features are matched to the model by name.

Example: FEATURES = the features, MODEL = the model, COARSE = the prepared labels, GEO_SMALL = the polygon to map.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Margin</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Masks</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Masks are</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Matching of maps without crosswalk</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Mean IoU</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Mean IoU estimated by the design</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Mean IoU of the baseline</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Mean IoU of the baseline estimated by the design</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Mean number of observations of a pixel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory (GB)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Memory needed (GB), about</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Metrics</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Minimum mapping unit (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Minutes, as an order of magnitude</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Models</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>More rasters used as features as they are (radar, climate, population); bilinear where coarser than the image, averaged where finer.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Most samples do not name their coarse cell in cell_row and cell_col, so BLOCK_SIZE does not apply: blocks come from the field block or, without one, are squares of a tenth of the samples' area.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Most samples of a class</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Names separated by commas, of NDVI, NDWI, MNDWI, NDMI, NDBI, NBR, BSI, NDRE, EVI, EVI2, SAVI; none for none. The last three need reflectance 0..1 (see SCALE). Your own as NAME=formula of bands, by role or name, for example NDVI,Mine=(nir-red)/(nir+red+0.16): + - * / **, parentheses, comparisons, min, max, abs, sqrt, log, exp, clip(value, low, high), where(condition, yes, no); a division by 0 gives 0. Default: those of NDVI, NDWI, MNDWI, NDMI, NBR, BSI and NDRE the bands allow.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No two samples are closer than this. Default 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No, if the reference is the coarse map or was made from it, such as points sampled from it: the report then speaks of agreement with the coarse map, and estimates no areas. Default yes; where the files show that it is not, the report says so itself.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Number of features</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Number of observations</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Number of points</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Number of problems</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Number of samples</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Number of trees</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Number of warnings</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>OUTPUT '{path}' cannot be read back: an older layer of this file is open; remove it from the project, or choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>OUTPUT '{path}' holds {number} labelled points, which would be lost; choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>OUTPUT '{path}' holds {number} layers, all of which would be overwritten; choose another file, or 'Save to GeoPackage' to add a layer.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>OUTPUT '{path}': a shapefile cuts the names of fields to ten characters, so that the strata could not be read back; end it in .gpkg.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>OUTPUT '{path}': such a file cannot be labelled in QGIS, or changes empty classes or coordinates; end it in .gpkg.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>OUTPUT '{path}': such a table would lose where the points are; end it in .gpkg.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>OUTPUT: how it was drawn was not stored: {problem}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>OUTPUT: the form for labelling was not stored: {problem}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>OUTPUTS: there is no output '{name}'; give some of {names}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Offset (added after scaling)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One raster with all bands for each date, a raster for each band and date, or rasters with a band for each date. The one with the smallest pixels gives the grid of the result; the others are resampled to it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Other maps</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Out-of-bag agreement with the coarse map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Out-of-bag kappa</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Outputs the run shall write, by their names in upsample and separated by commas, alone or with their files: OUTPUT=/data/map.tif,CONFIDENCE,REPORT=/data/report.html. Rasters tell the room needed on disk, files whether they can be written. Default: OUTPUT.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Overall accuracy (of points: share of the points, not of the area)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Overall accuracy estimated by the design</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Overall accuracy minus that of the baseline</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Overall accuracy of the baseline</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Overall accuracy of the baseline estimated by the design</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>P-value of the difference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>POINTS '{name}' is a layer of {kind}; give labelled points, or polygons and lines as a raster in REFERENCE.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>POINTS holds no point; label some first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>POINTS: feature {id} holds {number} points under one label; split the layer with 'Multipart to singleparts' first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>POINTS: feature {id} is no point; give a layer of points alone.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Parameters</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Patches of fewer pixels give way to what surrounds them; 0 keeps all. Default 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pixels of the image this near to a masked one are left out, too. Default 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pixels or points of MAP by class: rows are the map, columns the reference. User's and producer's accuracies as shares, 0 to 1. Of a sample, the matrix in shares of the area follows. Default: not written.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pixels to map, about</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pixels with unknown codes</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Point</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Points at pixel centres with id, class (empty; -1 = cannot tell), map_class, stratum, stratum_name, stratum_pixels, stratum_ha, and weight (share of the whole area a point stands for). A GeoPackage keeps the form, and in the layer's metadata settings, seed and command; beside GeoJSON and FlatGeobuf a .qml and a .qmd are written; other kinds of file are not possible.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Points in all</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Points per class of the map. compromise (default): MIN_PER_CLASS to the rare ones, the rest by area. proportional: by area. equal: the same for all, best for user's accuracies. neyman: as compromise, but by area and expected doubt, best for overall accuracy. Two at least in any case that TOTAL allows.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Points that STANDARD_ERROR takes at best (eq. 13)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Points with a class, as samplecoarsemap writes them.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Points with class, class_name, class_color, cell of the coarse map (number, row and column), purity, and weight (pixels each sample stands for).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Polygons inside which is compared. Any coordinate system. Default: wherever all maps and the reference have a class. Points drawn inside polygons want the same ones.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Polygons inside which points are drawn. Any coordinate system. Default: the whole map. Give the accuracy report the same ones.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Polygons inside which training samples are taken. Any coordinate system. Default: everywhere the image and the coarse map overlap.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Polygons to keep: the result is cut to them. Default: the whole image.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Polygons to keep; the result is cut to them. Any coordinate system. Default: the whole frame of the images.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Polygons to map; the result is cut to them. Any coordinate system. Default: the whole image.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Probabilities</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Probability of the mapped class minus that of the second, in percent; near 0 either could be right.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Probability of the mapped class, in percent.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Problems found: {problems}, warnings: {warnings}. The log tells what to do.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Purity (0 to 1)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Raster of reference classes, read at the pixels of MAP. Any grid, coordinate system and legend. Give this or POINTS.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Raster with one feature per band, as computefeatures writes it; any other raster works too.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Reference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Reference points</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Report</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Right-click or Enter finishes, Esc cancels.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Run</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Run ▸ Folder of the results</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Run ▸ Outputs to write</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>SAMPLES holds no point; draw samples first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>SCL_CLASSES is given, but MASK_TYPE is {kind}; choose sentinel2_scl, or leave SCL_CLASSES out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Samples</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Samples (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Samples keep this distance, in coarse cells, from cells of other classes. Default 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Samples per class. proportional_clipped (default): by area, but between MIN_PER_CLASS and MAX_PER_CLASS. proportional: by area. equal: the same for all.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Sampling design</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Sampling design of the points</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Savitzky-Golay: degree</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Savitzky-Golay: window (dates)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Scale (factor)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Scene classes to keep</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Seed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Series</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Share of coarse cells whose class is the fine map's commonest there</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Share of the map outside the area of applicability</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Share, 0 to 1, of the cells of each class that samples keep out of: those in which the image varies most. At 1 one cell of each class remains. Above 0 the features are read twice. Default 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Side of the square over which the mean and the standard deviation of each band are added as features; an odd number of pixels, 0 for none. Default 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Smallest leaf (samples)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Smooth along the edges of the image</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Smooth class probabilities over the neighbours that look like the pixel, so that smoothing does not cross the edges of the image; no: over all neighbours. Default yes.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Smoothing (pixels)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Smoothing in time</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Spectral indices</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Standard deviation, in pixels, of the Gaussian that smooths class probabilities; 0 for none. Default 2.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Standard error of overall accuracy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Standard error of overall accuracy to expect</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Standard error of the baseline's estimated accuracy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Standard error of the difference</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Standard error of the estimated accuracy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Standard error of the expected gain</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Statistics over dates</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Step (days)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Step by step</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Table of classes</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Table of what was found and drawn per class.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Takes the parameters of upsample and tells within seconds, without training, what would go wrong and how large the run is: whether rasters and polygons overlap, how many coarse cells each class has in GEO and in GEO_SMALL, codes the legend does not know, classes with too few cells, bands that indices lack, pixels without data, and the memory, disk and time the run needs. Everything wrong is told at once, each with its parameter and what to do. Problems would stop the run, warnings make its map poorer. The Check button of the upsample dialog does the same.

Example: IMAGES = a Sentinel-2 scene, COARSE = MODIS MCD12Q1, GEO = a polygon with forest and water only: the log warns that crops occur in GEO_SMALL but nowhere in GEO, so they cannot be mapped; enlarge GEO.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The check was not finished; the log tells why.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The coarse labels SAMPLES were drawn from, as preparelabels writes them. How much the coarse map should weigh is found by trying it out on the cells that hold samples; where most cells hold none (a large map of small cells), that takes the cells between them, which only this map has. They also help to judge the cells. Needed for the same map as upsample makes. Default: only cells with samples are known.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The coarse land-cover map: a raster of class codes, for example MODIS MCD12Q1, ECOCLIMAP-SG, ESA CCI or CORINE. Any coordinate system and pixel size.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The comparison as one HTML page.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The corners lie on one line; click one more beside it, then finish again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The filled series ends on this date or less than a step before, for example 2019-12-31. Default: the date of the last image.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The fine image: one raster with several bands, or several rasters (bands in files of their own, or dates). The one with the smallest pixels gives the grid of the result; the others are resampled to it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The larger the smoother, for dates STEP_DAYS apart; try 1 to 100. Default: chosen for each pixel by the V-curve.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The layer '{layer}' cannot be changed; rename it, and the polygon goes into a new one. {reason}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The layer '{layer}' has a filter ({filter}), which may hide its polygons; take it away (Layer &gt; Filter…), then try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The map to check: a raster of class codes. Any grid.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The map to judge: a raster of class codes. Any grid.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model, a .fcm file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The outline crosses itself. Backspace takes a corner back.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The outline crosses or touches itself; press Backspace until it does not, then finish again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The polygon lies outside what the coordinate system of the layer '{layer}' covers; rename that layer, and the polygon goes into a new one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The polygons SAMPLES were drawn in: nothing is learnt from cells of COARSE that lie outside. Only used with COARSE. Default: all its cells count.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The project has no coordinate system; set one at the bottom right of the window, then finish again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The reference is independent of the coarse map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The run can start. Warnings found: {warnings}; the log tells them.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The run can start; nothing to warn of was found.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The same inputs and seed give the same result. Default 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The samples with trust: the probability, 0 to 1, that the label of their coarse cell is right, by trees that have not seen the cell and by the cells around it; where a sample names no cell, or has another label than its cell, the probability of its class over that of the most probable one. Empty where a sample has no data or could not be tested. Further kept (1 = learnt from, 0 = left out), and as suggested and suggested_name the most probable class of what trust tells of: the coarse cell, or the sample. Cells, purity, blocks and weights of SAMPLES are carried over, so the layer can be edited and learnt from in its place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The trained model, for classify.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The whole chain as a model, for images of many dates: gaps and clouds are filled in time first, then features, samples, training, map and, where a reference is given, the accuracy report. It gives the same map as the steps run one by one. Copy resources/models/timeseries.model3 from the plugin's folder into your models to change it.

Example: IMAGES = 30 Sentinel-2 scenes of 2019, MASKS = their SCL rasters, MASK_TYPE = sentinel2_scl, COARSE = MCD12Q1 of 2019.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The whole chain as a model: coarse labels, features, samples, training, map and, where a reference is given, the accuracy report. It gives the same map as the steps run one by one. Copy resources/models/stepbystep.model3 from the plugin's folder into your models to change it: take steps out, put your own in.

Example: IMAGES = a Sentinel-2 scene, COARSE = MCD12Q1 of the same year, GEO = a polygon with all classes of interest, GEO_SMALL = the polygon to map.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Then this is added. Default 0.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no layer called {layer}; draw it first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no map to draw on; load the image or the coarse map first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>To</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Training area (geo)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Training pixels in all, about. Default 20000.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Training report</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Trains a random forest on samples and writes a model file. The model holds numbers and text only, no program code. It reports how often the forest repeats the coarse label where it has not seen it: of random pixels (out of bag), whose neighbours it has seen, and of whole blocks of coarse cells, which is nearer to what it does elsewhere. Both are agreement with the coarse map, not the accuracy of a map. Where most samples name their coarse cells it also judges each cell, estimates how many of them are wrong, and tries out on a degraded coarse map how much the coarse map should weigh and what gain over a copy of it may be expected; where most cells hold no sample, that takes COARSE.

Example: SAMPLES = the samples, FEATURES = the features and COARSE = the prepared labels they were drawn from.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Trees of the random forest. Default 100.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Trust in the samples</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Upsample a land-cover map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Upsample…</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>User guide</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>User's accuracy you expect, as a share: the part of a class's pixels on the map that is right. One number for all classes, or one per class code, such as 12=0.8;13=0.6; a number without a code is for the other classes, such as 0.9;13=0.6. Default 0.8.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Validation blocks (coarse cells)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Validation points</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Weight of observations above the curve, those below weigh 1 less this; 0.9 follows the upper ones, for a vegetation index that clouds lower. Default: both weigh the same.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Weight of the coarse map (0 to 2)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Weight of the coarse map chosen by self-validation</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Weight of the coarse map in the fine map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What MAP must beat, such as the coarse map it was made from. Any grid, coordinate system and legend. Default: none.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What overall accuracy shall have, as a share: with 0.02 the 95 % interval is 0.04 wide on either side. Half of it takes four times as many points. Default 0.02.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What tells clouds and their shadows: a raster for each image, or one with a band for each date. Any grid; MASK_TYPE says what the values mean.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What the codes mean. auto (default): what the map carries itself, else the public legend its name, colours or codes give away, else plain numbers. layer: names and colours of the layer in QGIS. file: LEGEND_FILE. Or a public legend by name.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What the tiles being worked on may take together, in GB, while a series is filled or features are computed; more is faster where there are many dates. The result does not depend on it. Default 1.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What was done and how well, as one HTML page.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What was found, as one HTML page, shown in the Results Viewer.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What was found, for programs; the same text as FINDINGS.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What was learnt, how well, and from what.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>When the images were taken, in their order, for example 2019-01-05,2019-01-15: one for each raster, or one for each band. Default: read from file names (Sentinel-2, Landsat, HLS and MODIS products, 2019-01-05, 20190105, 2019005), band descriptions and metadata.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where outputs named without a file shall be written. Default: the folder of temporary files.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where the map contradicts the coarse map, on the coarse grid: band 1 the share, 0 to 1, of a cell's mapped pixels that have the cell's class, band 2 the class most of them have. No data where less than half of a cell is mapped or it has no class. Compared before MIN_MAPPING_UNIT; agreement is not accuracy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Which band is what, for example blue=1,green=2,red=3,nir=4; only these bands are used. Of a series, as fillgaps writes it, the bands of one date are counted. Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Default: every band, roles read from band descriptions and file names.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Which band of each date is what, for example blue=1,green=2,red=3,nir=4; only these bands are used, and the result's are described so. Where every raster has a single band the rasters of one date are counted. Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Default: every band, names and roles read from band descriptions and file names.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Whittaker: envelope</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Whittaker: lambda</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>cannot tell</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>code: equal codes mean the same class. name: equal class names do. auto (default): by name where names agree and codes do not; by a built-in crosswalk between two public legends, such as MODIS IGBP and CORINE; else by code.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>invalid_nonzero: 0 is clear, all else is left out. valid_nonzero: 0 is left out. sentinel2_scl: the scene classification of level 2A. landsat_qa_pixel: QA_PIXEL of Collection 2 (fill, cloud, dilated cloud, cirrus, shadow and snow are left out). none (default): there are no masks.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>land cover,classification,random forest,downscale,MODIS</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>land cover,preflight,validate,estimate,memory</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>left out of training: its label is doubted</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>lines</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>none (default): straight lines between observations. savitzky_golay: a polynomial over WINDOW dates. whittaker: as smooth as LAMBDA says; ENVELOPE follows the upper observations. harmonic: HARMONICS waves a year.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>polygons</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>stratified (default): so many points in each class of the map. simple: anywhere on the map, whatever the class, so that the points can check other maps as well.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>time series,clouds,interpolation,smoothing,Whittaker,Savitzky-Golay</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>to be labelled</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{area} km²</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{cells} cells of {layer}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{layer} is empty now; Edit &gt; Undo brings its polygons back.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{layer}: {area} km². Draw more parts, or edit the layer with QGIS's tools.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{layer}: {count} parts, {area} km² together.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} '{path}' is no .{ending} file; choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} '{path}': rasters are written as GeoTIFF; end it in .tif.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} and {other} would both write '{path}'; choose another file for one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is given, but neither STEP_DAYS nor MASKS, so that no series is filled; give STEP_DAYS, for example 30, or leave {name} out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} would overwrite '{path}', which is the input {other}; choose another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name}: '{layer}' is not a raster file; save it as GeoTIFF first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name}: '{value}' cannot be opened as a raster; check the path and the file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name}: the file '{path}' does not exist; choose an existing file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name}: the points have no field '{field}'; choose one of {names}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name}: the polygons have no coordinate system; assign one to the layer.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name}: there is no choice '{value}'; give one of {options}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name}: {value} is out of range; give a number from {low:g} to {high:g}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name}: {value} is out of range; give a whole number from {low:.0f} to {high:.0f}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{step} ▸ {setting}</source>
   <translation type="unfinished" />
  </message>
 </context>
</TS>
