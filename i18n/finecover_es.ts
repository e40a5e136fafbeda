<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
 <context>
  <name>FineCover</name>
  <message>
   <source>'{path}' belongs to another layer</source>
   <translation>'{path}' pertenece a otra capa</translation>
  </message>
  <message>
   <source>(not labelled yet)</source>
   <translation>(sin etiquetar todavía)</translation>
  </message>
  <message>
   <source>0 Fill gaps in an image series</source>
   <translation>0 Rellenar huecos de una serie de imágenes</translation>
  </message>
  <message>
   <source>1 Prepare coarse labels</source>
   <translation>1 Preparar etiquetas gruesas</translation>
  </message>
  <message>
   <source>2 Compute features</source>
   <translation>2 Calcular variables</translation>
  </message>
  <message>
   <source>3 Sample the coarse map</source>
   <translation>3 Muestrear el mapa grueso</translation>
  </message>
  <message>
   <source>4 Train classifier</source>
   <translation>4 Entrenar el clasificador</translation>
  </message>
  <message>
   <source>5 Classify</source>
   <translation>5 Clasificar</translation>
  </message>
  <message>
   <source>6 Accuracy report</source>
   <translation>6 Informe de exactitud</translation>
  </message>
  <message>
   <source>&lt;b&gt;{label}&lt;/b&gt; ({name}): {text}</source>
   <translation>&lt;b&gt;{label}&lt;/b&gt; ({name}): {text}</translation>
  </message>
  <message>
   <source>&gt; {threshold}: unlike the training samples</source>
   <translation>&gt; {threshold}: distinto de las muestras de entrenamiento</translation>
  </message>
  <message>
   <source>A band per class, 0 to 1.</source>
   <translation>Una banda por clase, de 0 a 1.</translation>
  </message>
  <message>
   <source>A line for every class in every map at every level of the legend: counts, accuracies, F1 and IoU as shares, 0 to 1, what MAP gains, and, of points, areas in hectares. Default: not written.</source>
   <translation>Una línea por cada clase de cada mapa en cada nivel de la leyenda: recuentos; exactitudes, F1 e IoU como proporciones, de 0 a 1; lo que gana MAP y, si la referencia son puntos, las superficies en hectáreas. Predeterminado: no se escribe.</translation>
  </message>
  <message>
   <source>A model of shares that trainfractions wrote.</source>
   <translation>Un modelo de fracciones escrito por trainfractions.</translation>
  </message>
  <message>
   <source>A model that trainclassifier or upsample wrote.</source>
   <translation>Un modelo escrito por trainclassifier o upsample.</translation>
  </message>
  <message>
   <source>A pixel stays without data where its observations lie further apart. Default: every gap is filled.</source>
   <translation>Un píxel queda sin datos allí donde sus observaciones están más separadas. Predeterminado: se rellenan todos los huecos.</translation>
  </message>
  <message>
   <source>A raster of class codes with pixels smaller than those of FEATURES. The area each class has in every pixel of FEATURES is what is learnt. Any coordinate system. Give exactly one of FINE_LABELS, COARSE_FRACTIONS and PURE_SAMPLES.</source>
   <translation>Un ráster de códigos de clase con píxeles más pequeños que los de FEATURES. Lo que se aprende es la superficie que ocupa cada clase en cada píxel de FEATURES. Cualquier sistema de coordenadas. Indique exactamente uno de FINE_LABELS, COARSE_FRACTIONS y PURE_SAMPLES.</translation>
  </message>
  <message>
   <source>A raster with a band per class and cells larger than the pixels of FEATURES: the share of the class in each cell, as part of 1, of 100 or of any other whole. Learnt are the shares of whole cells from the means of their pixels' features.</source>
   <translation>Un ráster con una banda por clase y celdas más grandes que los píxeles de FEATURES: la fracción de la clase en cada celda, sobre un total de 1, de 100 o de cualquier otro valor. Se aprenden las fracciones de celdas enteras a partir de las medias de las variables de sus píxeles.</translation>
  </message>
  <message>
   <source>A raster with a band per class: the share of the class in each coarse cell. The shares of the pixels in a cell are then rescaled until their mean is that of the cell. Where most of a cell is unknown its pixels stay as predicted. Default: the shares are as the model predicts them.</source>
   <translation>Un ráster con una banda por clase: la fracción de la clase en cada celda gruesa. Las fracciones de los píxeles de una celda se reescalan entonces hasta que su media es la de la celda. Donde se desconoce la mayor parte de una celda, sus píxeles quedan como se predijeron. Predeterminado: las fracciones son las que predice el modelo.</translation>
  </message>
  <message>
   <source>Address of a Dask scheduler, for example tcp://10.0.0.1:8786, whose workers read the rasters and do the work; this computer writes the result, which is the same. They need the same versions of FineCover and its packages, and every raster under the same path, in a shared folder or as /vsis3 or /vsicurl. Give only a scheduler you trust: Dask runs code that comes from it. Default, when empty: what the environment variable FINECOVER_DASK says, else this computer.</source>
   <translation>Dirección de un planificador Dask, por ejemplo tcp://10.0.0.1:8786, cuyos workers leen los rásteres y hacen el trabajo; este equipo escribe el resultado, que es el mismo. Necesitan las mismas versiones de FineCover y de sus paquetes, y cada ráster bajo la misma ruta, en una carpeta compartida o como /vsis3 o /vsicurl. Indique solo un planificador de confianza: Dask ejecuta código que viene de él. Predeterminado, si está vacío: lo que diga la variable de entorno FINECOVER_DASK; si no, este equipo.</translation>
  </message>
  <message>
   <source>Adds the place of each pixel, x and y in kilometres (in degrees where the image's coordinate system is), as two features. For a large area in which classes change from place to place and no image, elevation or climate shows why; over a small one the forest learns the coarse cells themselves, and the map gets worse. What is learnt does not carry to other places: map where the samples lie. Compare agreement by blocks (BLOCK_CV_ACCURACY) with and without. Default: no.</source>
   <translation>Añade la posición de cada píxel, x e y en kilómetros (en grados si el sistema de coordenadas de la imagen está en grados), como dos variables. Para un área grande en la que las clases cambian de un lugar a otro sin que las imágenes, la elevación o el clima muestren por qué; en un área pequeña el bosque aprende las propias celdas gruesas y el mapa empeora. Lo aprendido no vale en otros lugares: cartografíe donde están las muestras. Compare la concordancia por bloques (BLOCK_CV_ACCURACY) con y sin coordenadas. Predeterminado: no.</translation>
  </message>
  <message>
   <source>Advanced parameters</source>
   <translation>Parámetros avanzados</translation>
  </message>
  <message>
   <source>Agreement with the coarse cells</source>
   <translation>Concordancia con las celdas gruesas</translation>
  </message>
  <message>
   <source>Allocation</source>
   <translation>Asignación</translation>
  </message>
  <message>
   <source>An area needs at least three corners; click more of them, then finish again.</source>
   <translation>Un área necesita al menos tres vértices; añada más y termine de nuevo.</translation>
  </message>
  <message>
   <source>Ancillary rasters</source>
   <translation>Rásters auxiliares</translation>
  </message>
  <message>
   <source>Applicability</source>
   <translation>Aplicabilidad</translation>
  </message>
  <message>
   <source>Area to check (geo_small)</source>
   <translation>Área por comprobar (geo_small)</translation>
  </message>
  <message>
   <source>Area to map (geo_small)</source>
   <translation>Área por cartografiar (geo_small)</translation>
  </message>
  <message>
   <source>Band of the coarse map</source>
   <translation>Banda del mapa grueso</translation>
  </message>
  <message>
   <source>Band that holds the class codes. Default 1.</source>
   <translation>Banda que contiene los códigos de clase. Predeterminado: 1.</translation>
  </message>
  <message>
   <source>Band values are multiplied by this. Default 1: as the files tell, if they tell a scale.</source>
   <translation>Los valores de las bandas se multiplican por este número. Predeterminado: 1; si los archivos indican una escala, se aplica esa.</translation>
  </message>
  <message>
   <source>Bands</source>
   <translation>Bandas</translation>
  </message>
  <message>
   <source>Baseline</source>
   <translation>Línea base</translation>
  </message>
  <message>
   <source>Block cross-validated agreement</source>
   <translation>Concordancia en validación cruzada por bloques</translation>
  </message>
  <message>
   <source>Block cross-validated kappa</source>
   <translation>Kappa en validación cruzada por bloques</translation>
  </message>
  <message>
   <source>Buffer (coarse cells)</source>
   <translation>Buffer (celdas gruesas)</translation>
  </message>
  <message>
   <source>CROSSWALK translates the codes of FINE_LABELS; leave it out with {source}.</source>
   <translation>CROSSWALK traduce los códigos de FINE_LABELS; no lo indique con {source}.</translation>
  </message>
  <message>
   <source>CSV files (*.csv)</source>
   <translation>Archivos CSV (*.csv)</translation>
  </message>
  <message>
   <source>CSV with from and to, codes or class names: from the classes of map and baseline to the reference's. A column level1 (or level2) in place of to holds classes of that level of the reference's legend. A column map holds the file name of the map a row is meant for; rows that name none are for MAP and BASELINE. Labels of POINTS are classes of the reference, or of that level. Example, three lines: from,to / 1,311 / 5,Mixed forest. Default: see MATCH.</source>
   <translation>CSV con las columnas from y to, con códigos o nombres de clase: de las clases del mapa y de la línea base a las de la referencia. Una columna level1 (o level2) en lugar de to contiene clases de ese nivel de la leyenda de la referencia. Una columna map contiene el nombre de archivo del mapa al que se aplica la fila; las filas que no nombran ninguno se aplican a MAP y BASELINE. Las etiquetas de POINTS son clases de la referencia, o de ese nivel. Ejemplo, tres líneas: from,to / 1,311 / 5,Mixed forest. Predeterminado: véase MATCH.</translation>
  </message>
  <message>
   <source>CSV with from and to, codes or class names: from the classes of the map to those of REFERENCE. A column level1 in place of to holds classes of that level.</source>
   <translation>CSV con las columnas from y to, con códigos o nombres de clase: de las clases del mapa a las de REFERENCE. Una columna level1 en lugar de to contiene clases de ese nivel.</translation>
  </message>
  <message>
   <source>CSV with the columns from and to: codes to translate before the legend applies, for example to merge classes. Codes that are not listed stay.</source>
   <translation>CSV con las columnas from y to: códigos que se traducen antes de aplicar la leyenda, por ejemplo para fusionar clases. Los códigos que no figuran en él se mantienen.</translation>
  </message>
  <message>
   <source>Cell (pixels along a side)</source>
   <translation>Celda (píxeles por lado)</translation>
  </message>
  <message>
   <source>Check</source>
   <translation>Comprobar</translation>
  </message>
  <message>
   <source>Check before upsampling</source>
   <translation>Comprobación previa</translation>
  </message>
  <message>
   <source>Class field</source>
   <translation>Campo de clase</translation>
  </message>
  <message>
   <source>Class field of the points</source>
   <translation>Campo de clase de los puntos</translation>
  </message>
  <message>
   <source>Class on the ground</source>
   <translation>Clase en el terreno</translation>
  </message>
  <message>
   <source>Classes learnt</source>
   <translation>Clases aprendidas</translation>
  </message>
  <message>
   <source>Classes of the map</source>
   <translation>Clases del mapa</translation>
  </message>
  <message>
   <source>Classes that occur</source>
   <translation>Clases presentes</translation>
  </message>
  <message>
   <source>Classes that were learnt</source>
   <translation>Clases aprendidas</translation>
  </message>
  <message>
   <source>Clean the samples</source>
   <translation>Depurar las muestras</translation>
  </message>
  <message>
   <source>Clear {layer}</source>
   <translation>Vaciar {layer}</translation>
  </message>
  <message>
   <source>Click more corners. Backspace takes one back.</source>
   <translation>Añada más vértices. La tecla Retroceso quita el último.</translation>
  </message>
  <message>
   <source>Click the first corner, or hold Shift and drag a rectangle.</source>
   <translation>Haga clic para poner el primer vértice, o mantenga pulsada Mayús y arrastre para trazar un rectángulo.</translation>
  </message>
  <message>
   <source>Cluster (Dask scheduler)</source>
   <translation>Clúster (planificador Dask)</translation>
  </message>
  <message>
   <source>Coarse cells along one side of the blocks that cross-validation keeps whole, so that a forest is tested only where it has not been trained. Where most samples name no coarse cell they are kept together in squares instead, whose sides are a tenth of the longer side of the samples' area. Default 3.</source>
   <translation>Celdas gruesas por lado de los bloques que la validación cruzada mantiene enteros, para que el bosque se evalúe solo donde no se ha entrenado. Si la mayoría de las muestras no indican su celda gruesa, se mantienen juntas en cuadrados cuyo lado es la décima parte del lado mayor de su área. Predeterminado: 3.</translation>
  </message>
  <message>
   <source>Coarse cells that are unknown or hardly seen</source>
   <translation>Celdas gruesas desconocidas o vistas en menos de la mitad</translation>
  </message>
  <message>
   <source>Coarse cells with which the pixels agree</source>
   <translation>Celdas gruesas con las que concuerdan los píxeles</translation>
  </message>
  <message>
   <source>Coarse cells with which they do not agree yet</source>
   <translation>Celdas gruesas con las que los píxeles aún no concuerdan</translation>
  </message>
  <message>
   <source>Coarse fractions</source>
   <translation>Fracciones de las celdas gruesas</translation>
  </message>
  <message>
   <source>Coarse fractions to agree with</source>
   <translation>Fracciones de las celdas gruesas que respetar</translation>
  </message>
  <message>
   <source>Coarse labels</source>
   <translation>Etiquetas gruesas</translation>
  </message>
  <message>
   <source>Coarse land-cover map</source>
   <translation>Mapa grueso de cobertura del suelo</translation>
  </message>
  <message>
   <source>Coarse map</source>
   <translation>Mapa grueso</translation>
  </message>
  <message>
   <source>Coarser level of the legend</source>
   <translation>Nivel más general de la leyenda</translation>
  </message>
  <message>
   <source>Compares a map with reference classes, a raster or labelled points on any grid, and puts a plain nearest-neighbour copy of the coarse map (BASELINE) and any other maps (MAPS) beside it over the same places: the pixels of MAP where each of them has a class. The comparison is repeated at the coarser levels of the reference's legend. In every matrix rows are the map and columns the reference.

Points drawn by validationpoints tell their strata, and accuracy and areas are estimated by them. Where the reference is the coarse map itself or was made from it, the report speaks of agreement, and estimates no areas.

Example: MAP = the fine map, REFERENCE = a finer land-cover map, BASELINE = the coarse labels.

Example with points: draw them with validationpoints (MAP = the fine map, STANDARD_ERROR = 0.02, OUTPUT = points.gpkg), choose a class for each in QGIS, then give MAP = the fine map, POINTS = points.gpkg, BASELINE = the coarse labels. The report then estimates overall accuracy with its 95 % interval, whether the map is better than the baseline, and the area of each class in hectares.</source>
   <translation>Compara un mapa con clases de referencia, un ráster o puntos etiquetados en cualquier cuadrícula, y muestra a su lado una simple copia por vecino más próximo del mapa grueso (BASELINE) y, si se desea, otros mapas (MAPS) en los mismos lugares: los píxeles de MAP donde cada uno de ellos tiene una clase. La comparación se repite en los niveles más generales de la leyenda de la referencia. En todas las matrices, las filas son el mapa y las columnas la referencia.

Los puntos generados por validationpoints llevan sus estratos, y la exactitud y las superficies se estiman con ellos. Si la referencia es el propio mapa grueso o se obtuvo de él, el informe habla de concordancia y no estima superficies.

Ejemplo: MAP = el mapa fino, REFERENCE = un mapa de cobertura del suelo más fino, BASELINE = las etiquetas gruesas.

Ejemplo con puntos: genérelos con validationpoints (MAP = el mapa fino, STANDARD_ERROR = 0.02, OUTPUT = points.gpkg), elija una clase para cada uno en QGIS y después indique MAP = el mapa fino, POINTS = points.gpkg, BASELINE = las etiquetas gruesas. El informe estima entonces la exactitud global con su intervalo del 95 %, si el mapa es mejor que la línea base y la superficie de cada clase en hectáreas.</translation>
  </message>
  <message>
   <source>Computes what the forest learns from: bands, spectral indices, mean and standard deviation around each pixel, terrain, ancillary rasters, coordinates. Each is a described band of one raster on the image's grid; a pixel without data in one band of the images has none in any.

Example: IMAGES = a Sentinel-2 scene with bands described B02, B03, B04, B08; DEM = SRTM.</source>
   <translation>Calcula aquello de lo que aprende el bosque: bandas, índices espectrales, media y desviación estándar alrededor de cada píxel, relieve, rásters auxiliares y coordenadas. Cada variable es una banda con descripción de un único ráster en la cuadrícula de la imagen; un píxel sin datos en una banda de las imágenes no los tiene en ninguna.

Ejemplo: IMAGES = una escena de Sentinel-2 con bandas descritas como B02, B03, B04, B08; DEM = SRTM.</translation>
  </message>
  <message>
   <source>Confidence</source>
   <translation>Confianza</translation>
  </message>
  <message>
   <source>Confusion matrix</source>
   <translation>Matriz de confusión</translation>
  </message>
  <message>
   <source>Context window (pixels)</source>
   <translation>Ventana de contexto (píxeles)</translation>
  </message>
  <message>
   <source>Coordinates as features</source>
   <translation>Coordenadas como variables</translation>
  </message>
  <message>
   <source>Copied</source>
   <translation>Copiado</translation>
  </message>
  <message>
   <source>Copy command</source>
   <translation>Copiar comando</translation>
  </message>
  <message>
   <source>Copy diagnostics</source>
   <translation>Copiar diagnóstico</translation>
  </message>
  <message>
   <source>Copy diagnostics with full paths</source>
   <translation>Copiar diagnóstico con rutas completas</translation>
  </message>
  <message>
   <source>Correction for the class shares of the samples in the fine map</source>
   <translation>Corrección por las proporciones de clases de las muestras en el mapa fino</translation>
  </message>
  <message>
   <source>Correction of the training shares (0 to 1.5)</source>
   <translation>Corrección de las proporciones (0 a 1.5)</translation>
  </message>
  <message>
   <source>Counts</source>
   <translation>Recuentos</translation>
  </message>
  <message>
   <source>Crosswalk</source>
   <translation>Correspondencias</translation>
  </message>
  <message>
   <source>Crosswalk to the reference</source>
   <translation>Correspondencias con la referencia</translation>
  </message>
  <message>
   <source>Dates</source>
   <translation>Fechas</translation>
  </message>
  <message>
   <source>Dates observed</source>
   <translation>Fechas observadas</translation>
  </message>
  <message>
   <source>Dates of the filled series</source>
   <translation>Fechas de la serie rellenada</translation>
  </message>
  <message>
   <source>Dates the polynomial is fitted to, an odd number. Default 5.</source>
   <translation>Fechas a las que se ajusta el polinomio, un número impar. Predeterminado: 5.</translation>
  </message>
  <message>
   <source>Days from one date of the result to the next. 30 (default) suits a year, 10 a season.</source>
   <translation>Días entre una fecha del resultado y la siguiente. 30 (predeterminado) es adecuado para un año; 10, para una temporada.</translation>
  </message>
  <message>
   <source>Degree of the polynomial, less than WINDOW. Default 2.</source>
   <translation>Grado del polinomio, menor que WINDOW. Predeterminado: 2.</translation>
  </message>
  <message>
   <source>Diagnostics</source>
   <translation>Diagnóstico</translation>
  </message>
  <message>
   <source>Diagnostics as text</source>
   <translation>Diagnóstico como texto</translation>
  </message>
  <message>
   <source>Disk needed (GB), at most</source>
   <translation>Disco necesario (GB), como máximo</translation>
  </message>
  <message>
   <source>Dissimilarity to the training samples; above the threshold in the file's tag AOA_THRESHOLD the model is used where it has not learnt.</source>
   <translation>Disimilitud respecto a las muestras de entrenamiento; por encima del umbral que figura en los metadatos del archivo como AOA_THRESHOLD, el modelo se usa donde no ha aprendido.</translation>
  </message>
  <message>
   <source>Distance between samples (pixels)</source>
   <translation>Distancia entre muestras (píxeles)</translation>
  </message>
  <message>
   <source>Do a small part of the run on this machine, for about half a minute: a forest like the one to be, made of a few trees, and tiles of the map spread over GEO_SMALL. The time of the whole run follows from that, to within about a factor of two, and what it would be with 2, 4, 8 and 16 workers of a cluster. No file is written. A series whose gaps are filled first cannot be measured. Default: no, constants tell the order of magnitude.</source>
   <translation>Hacer una pequeña parte del trabajo en esta máquina, durante medio minuto aproximadamente: un bosque como el que habrá, hecho de pocos árboles, y teselas del mapa repartidas por GEO_SMALL. De ello se deduce el tiempo de toda la ejecución, con un factor de dos más o menos, y el que llevaría con 2, 4, 8 y 16 workers de un clúster. No se escribe ningún archivo. Una serie cuyos huecos se rellenan antes no se puede medir. Por defecto: no, unas constantes dan el orden de magnitud.</translation>
  </message>
  <message>
   <source>Draw</source>
   <translation>Dibujar</translation>
  </message>
  <message>
   <source>Draw geo (training area)</source>
   <translation>Dibujar geo (área de entrenamiento)</translation>
  </message>
  <message>
   <source>Draw geo_small (area to map)</source>
   <translation>Dibujar geo_small (área por cartografiar)</translation>
  </message>
  <message>
   <source>Draw polygons on the map, into the layer {layer}</source>
   <translation>Dibujar polígonos en el mapa, en la capa {layer}</translation>
  </message>
  <message>
   <source>Draw validation points</source>
   <translation>Generar puntos de validación</translation>
  </message>
  <message>
   <source>Draws pixels of the features, each labelled with the class of the coarse cell it lies in, BUFFER or more from other classes. Pixels without data in some feature, or in cells with an unknown code, are never drawn.

Example: COARSE = the prepared labels, FEATURES = the features, GEO = a polygon with all classes of interest.</source>
   <translation>Extrae píxeles del ráster de variables, cada uno etiquetado con la clase de la celda gruesa en la que se encuentra, a una distancia de BUFFER o más de otras clases. Nunca se extraen píxeles sin datos en alguna variable ni píxeles de celdas con un código desconocido.

Ejemplo: COARSE = las etiquetas preparadas, FEATURES = las variables, GEO = un polígono con todas las clases de interés.</translation>
  </message>
  <message>
   <source>Draws random pixels of a map, so many that its overall accuracy will be known with the standard error you ask for though rare classes get points as well: never fewer than overall accuracy alone takes (Olofsson et al. 2014, eq. 13), and the log says both numbers. The points come in random order with an empty field class: open the layer in QGIS, look at each pixel's outline over a better image, and choose the class you see in the form, or 'cannot tell' rather than guess: the report counts such points apart. What the map says is hidden, so that it does not lead you. Then give the layer to the accuracy report as POINTS.

Example: MAP = the fine map, EXPECTED_ACCURACY = 0.9;13=0.6, STANDARD_ERROR = 0.02.</source>
   <translation>Genera puntos en píxeles de un mapa elegidos al azar, en número suficiente para que su exactitud global se conozca con el error estándar que usted pide aunque también las clases raras reciban puntos: nunca menos de los que exige la exactitud global por sí sola (Olofsson et al. 2014, ec. 13); el registro indica ambos números. Los puntos se entregan en orden aleatorio con un campo class vacío: abra la capa en QGIS, mire el contorno de cada píxel sobre una imagen mejor y elija en el formulario la clase que ve, o 'no se distingue' en lugar de adivinar: el informe cuenta esos puntos aparte. Lo que dice el mapa está oculto, para que no le influya. Después indique la capa como POINTS en el informe de exactitud.

Ejemplo: MAP = el mapa fino, EXPECTED_ACCURACY = 0.9;13=0.6, STANDARD_ERROR = 0.02.</translation>
  </message>
  <message>
   <source>Elevation in metres; adds elevation, slope, aspect and relative height. Any grid. Where it has no data, no samples are drawn, and the map goes by the image.</source>
   <translation>Elevación en metros; añade elevación, pendiente, orientación y altura relativa. Cualquier cuadrícula. Donde no tiene datos no se extraen muestras, y el mapa se basa en la imagen.</translation>
  </message>
  <message>
   <source>Elevation model (metres)</source>
   <translation>Modelo de elevaciones (metros)</translation>
  </message>
  <message>
   <source>Entropy</source>
   <translation>Entropía</translation>
  </message>
  <message>
   <source>Estimated share of coarse cells with a wrong label</source>
   <translation>Proporción estimada de celdas gruesas con etiqueta errónea</translation>
  </message>
  <message>
   <source>Every figure, for programs.</source>
   <translation>Todas las cifras, para programas.</translation>
  </message>
  <message>
   <source>Every figure, for programs; shares 0 to 1. Default: not written.</source>
   <translation>Todas las cifras, para programas; proporciones de 0 a 1. Predeterminado: no se escribe.</translation>
  </message>
  <message>
   <source>Everything found, as JSON</source>
   <translation>Todo lo encontrado, como JSON</translation>
  </message>
  <message>
   <source>Expected accuracy</source>
   <translation>Exactitud esperada</translation>
  </message>
  <message>
   <source>Exponent, 0 to 1.5, with which the forest is freed from how common each class is among its samples; 0: not at all, 1: fully. Default, when empty: chosen by self-validation together with the weight of the coarse map.</source>
   <translation>Exponente, de 0 a 1.5, con el que se libera al bosque de la frecuencia de cada clase en sus muestras; 0: nada; 1: por completo. Predeterminado, si está vacío: se elige por autovalidación junto con el peso del mapa grueso.</translation>
  </message>
  <message>
   <source>Exponent, 0 to 2, with which the classes of the coarse map around a pixel count; 0: the coarse map is not used. Default, when empty: chosen by self-validation (what brings the coarse map back best from a degraded one), 0.5 where training could not try it.</source>
   <translation>Exponente, de 0 a 2, con el que cuentan las clases del mapa grueso alrededor de un píxel; 0: no se usa el mapa grueso. Predeterminado, si está vacío: se elige por autovalidación (el que mejor recupera el mapa grueso a partir de una versión degradada), o 0.5 si en el entrenamiento no se pudo probar.</translation>
  </message>
  <message>
   <source>FIELD: '{field}' is what the map said when the points were drawn, so the map would be judged by itself; choose the field of the labels, usually 'class'.</source>
   <translation>FIELD: '{field}' es lo que decía el mapa cuando se generaron los puntos, de modo que el mapa se evaluaría consigo mismo; elija el campo de las etiquetas, normalmente 'class'.</translation>
  </message>
  <message>
   <source>FIELD: '{field}' tells how the points were drawn, not what is there; choose the field of the labels, usually 'class'.</source>
   <translation>FIELD: '{field}' indica cómo se generaron los puntos, no lo que hay en ellos; elija el campo de las etiquetas, normalmente 'class'.</translation>
  </message>
  <message>
   <source>Features</source>
   <translation>Variables</translation>
  </message>
  <message>
   <source>Fewest points of a class</source>
   <translation>Mínimo de puntos por clase</translation>
  </message>
  <message>
   <source>Fewest samples of a class</source>
   <translation>Mínimo de muestras por clase</translation>
  </message>
  <message>
   <source>Fewest training samples in a leaf of a tree. Default 3.</source>
   <translation>Mínimo de muestras de entrenamiento en una hoja de un árbol. Predeterminado: 3.</translation>
  </message>
  <message>
   <source>Fewest training samples in a leaf of a tree. Default, when empty: half the samples a coarse cell has on average, between 5 and 100, because samples of one cell carry one label and do not confirm each other; 5 where the samples name no coarse cell.</source>
   <translation>Mínimo de muestras de entrenamiento en una hoja de un árbol. Predeterminado, si está vacío: la mitad de las muestras que tiene en promedio una celda gruesa, entre 5 y 100, porque las muestras de una celda llevan una sola etiqueta y no se confirman entre sí; 5 si las muestras no indican su celda gruesa.</translation>
  </message>
  <message>
   <source>Field of POINTS with the class code or the class name, such as 12 or Croplands. Default: class.</source>
   <translation>Campo de POINTS con el código o el nombre de la clase, como 12 o Croplands. Predeterminado: class.</translation>
  </message>
  <message>
   <source>Field of PURE_SAMPLES with the class code, or the class name. Default class.</source>
   <translation>Campo de PURE_SAMPLES con el código de la clase, o con su nombre. Predeterminado: class.</translation>
  </message>
  <message>
   <source>Field with the class code, or the class name. Default class.</source>
   <translation>Campo con el código de la clase, o con su nombre. Predeterminado: class.</translation>
  </message>
  <message>
   <source>Filled series</source>
   <translation>Serie rellenada</translation>
  </message>
  <message>
   <source>Findings (JSON)</source>
   <translation>Hallazgos (JSON)</translation>
  </message>
  <message>
   <source>Finds the legend of a coarse land-cover map and writes the map with class codes, names and colours on its own grid. Codes the legend does not know become nodata and are counted.

Example: COARSE = MCD12Q1 of 2018 in its sinusoidal projection, LEGEND = auto.</source>
   <translation>Identifica la leyenda de un mapa grueso de cobertura del suelo y escribe el mapa con los códigos, nombres y colores de las clases en su propia cuadrícula. Los códigos que la leyenda no conoce pasan a sin datos y se cuentan.

Ejemplo: COARSE = MCD12Q1 de 2018 en su proyección sinusoidal, LEGEND = auto.</translation>
  </message>
  <message>
   <source>Fine labels</source>
   <translation>Etiquetas finas</translation>
  </message>
  <message>
   <source>Fine map</source>
   <translation>Mapa fino</translation>
  </message>
  <message>
   <source>Fine map from a time series</source>
   <translation>Mapa fino a partir de una serie temporal</translation>
  </message>
  <message>
   <source>Fine map, step by step</source>
   <translation>Mapa fino, paso a paso</translation>
  </message>
  <message>
   <source>Fine reference classes to compare the map with. Any grid.</source>
   <translation>Clases de referencia finas con las que comparar el mapa. Cualquier cuadrícula.</translation>
  </message>
  <message>
   <source>FineCover models (*.fcm)</source>
   <translation>Modelos de FineCover (*.fcm)</translation>
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in Terminal and restart QGIS; or let the plugin QPIP install them:</source>
   <translation>FineCover necesita paquetes de Python que faltan: {names}. Ejecute este comando en Terminal y reinicie QGIS, o deje que los instale el complemento QPIP:</translation>
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in a terminal and restart QGIS:</source>
   <translation>FineCover necesita paquetes de Python que faltan: {names}. Ejecute este comando en un terminal y reinicie QGIS:</translation>
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in the OSGeo4W Shell (Start menu) and restart QGIS; or let the plugin QPIP install them:</source>
   <translation>FineCover necesita paquetes de Python que faltan: {names}. Ejecute este comando en OSGeo4W Shell (menú Inicio) y reinicie QGIS, o deje que los instale el complemento QPIP:</translation>
  </message>
  <message>
   <source>FineCover: accuracy of {map}</source>
   <translation>FineCover: exactitud de {map}</translation>
  </message>
  <message>
   <source>FineCover: agreement of {map} with its reference</source>
   <translation>FineCover: concordancia de {map} con su referencia</translation>
  </message>
  <message>
   <source>FineCover: training</source>
   <translation>FineCover: entrenamiento</translation>
  </message>
  <message>
   <source>First date of the filled series, for example 2019-01-01. Observations up to 60 days (with MAX_GAP_DAYS, that and 60 days) earlier help at its beginning. Default: the date of the first image.</source>
   <translation>Primera fecha de la serie rellenada, por ejemplo 2019-01-01. Ayudan a su comienzo las observaciones de hasta 60 días antes (con MAX_GAP_DAYS, ese número más 60 días). Predeterminado: la fecha de la primera imagen.</translation>
  </message>
  <message>
   <source>Fitting anew to the pixels (rounds)</source>
   <translation>Reajuste a los píxeles (iteraciones)</translation>
  </message>
  <message>
   <source>For LEGEND = file: CSV with code, name and color; lc.json with values, label and palette; a QGIS style (.qml); or a colour map (.txt, .clr).</source>
   <translation>Para LEGEND = file: CSV con code, name y color; lc.json con values, label y palette; un estilo de QGIS (.qml), o un mapa de colores (.txt, .clr).</translation>
  </message>
  <message>
   <source>For POINTS. auto (default): the strata they carry, as validationpoints writes them, else simple. simple: points drawn at random over the map. stratified: drawn at random within each class of the map. poststratified: drawn at random over the map, and weighted by the area of its classes afterwards.</source>
   <translation>Para POINTS. auto (predeterminado): los estratos que llevan, tal como los escribe validationpoints; si no los llevan, simple. simple: puntos elegidos al azar en todo el mapa. stratified: elegidos al azar dentro de cada clase del mapa. poststratified: elegidos al azar en todo el mapa y ponderados después por la superficie de sus clases.</translation>
  </message>
  <message>
   <source>For compromise and neyman: what each class of the map gets at least. A class with fewer pixels gets all of them; where TOTAL is too small for that, each gets as many as it allows. Default 50.</source>
   <translation>Para compromise y neyman: lo que recibe como mínimo cada clase del mapa. Una clase con menos píxeles los recibe todos; si TOTAL no alcanza, cada una recibe tantos como permita. Predeterminado: 50.</translation>
  </message>
  <message>
   <source>For images of many dates: first fills their gaps, as fillgaps does, and makes an image every so many days, for example 30 (which is also taken where only MASKS is given). Default: the images are used as they are.</source>
   <translation>Para imágenes de muchas fechas: primero rellena sus huecos, igual que fillgaps, y crea una imagen cada tantos días como se indique, por ejemplo 30 (valor que se aplica también si solo se indica MASKS). Predeterminado: las imágenes se usan tal como son.</translation>
  </message>
  <message>
   <source>For images of several dates, in place of the single dates, separated by commas: mean, median, min, max, std, range, percentiles such as p10. Where every image has a date also these of a quarter of the year, such as median_q1 (January to March); amplitude and phase of the yearly wave, amplitude2 and phase2 of the half-yearly one; date_max, when the value is highest. Phase and date_max are days of the year. A pixel without data for one of them has none. Default: every date is used as it is.</source>
   <translation>Para imágenes de varias fechas: estadísticos, separados por comas, en lugar de las fechas sueltas: mean, median, min, max, std, range, percentiles como p10. Si todas las imágenes tienen fecha, también los mismos para un trimestre, como median_q1 (de enero a marzo); amplitude y phase de la onda anual, amplitude2 y phase2 de la semestral; date_max, cuándo es máximo el valor. phase y date_max son días del año. Un píxel sin datos en uno de ellos no los tiene en ninguno. Predeterminado: cada fecha se usa tal como es.</translation>
  </message>
  <message>
   <source>For proportional_clipped. Default 600.</source>
   <translation>Para proportional_clipped. Predeterminado: 600.</translation>
  </message>
  <message>
   <source>For proportional_clipped. Default 8000.</source>
   <translation>Para proportional_clipped. Predeterminado: 8000.</translation>
  </message>
  <message>
   <source>For sentinel2_scl: classes that count as observed. Default 2,4,5,6,7 (dark areas, vegetation, bare ground, water, unclassified); add 11 to keep snow.</source>
   <translation>Para sentinel2_scl: clases que cuentan como observadas. Predeterminado: 2,4,5,6,7 (zonas oscuras, vegetación, suelo desnudo, agua, sin clasificar); añada 11 para conservar la nieve.</translation>
  </message>
  <message>
   <source>For soft maps of cells larger than the pixels of the images: the result has a pixel for each square of so many pixels, with the mean of each feature and, under its name with _spread, how much each band and index differs within the square. Default 1: a pixel for each pixel.</source>
   <translation>Para mapas de proporciones de celdas mayores que los píxeles de las imágenes: el resultado tiene un píxel por cada cuadrado de tantos píxeles, con la media de cada variable y, bajo su nombre con _spread, cuánto varían cada banda y cada índice dentro del cuadrado. Predeterminado: 1, un píxel por cada píxel.</translation>
  </message>
  <message>
   <source>Forest</source>
   <translation>Bosque</translation>
  </message>
  <message>
   <source>Fractions</source>
   <translation>Fracciones</translation>
  </message>
  <message>
   <source>Fractions of the coarser level</source>
   <translation>Fracciones del nivel más general</translation>
  </message>
  <message>
   <source>From</source>
   <translation>Desde</translation>
  </message>
  <message>
   <source>Further maps to compare with the same reference over the same places, such as other products; each is called by its file. Any grid, coordinate system and legend. Default: none.</source>
   <translation>Más mapas que comparar con la misma referencia en los mismos lugares, como otros productos; cada uno se nombra por su archivo. Cualquier cuadrícula, sistema de coordenadas y leyenda. Predeterminado: ninguno.</translation>
  </message>
  <message>
   <source>GEO is not used, because COARSE is not given: it only tells which cells of COARSE to leave out.</source>
   <translation>GEO no se usa porque no se indica COARSE: solo sirve para señalar qué celdas de COARSE se descartan.</translation>
  </message>
  <message>
   <source>GEO is not used: PURE_SAMPLES are all learnt from.</source>
   <translation>GEO no se usa: se aprende de todas las muestras de PURE_SAMPLES.</translation>
  </message>
  <message>
   <source>Gain in kappa expected over a copy of the coarse map</source>
   <translation>Ganancia de kappa esperada frente a una copia del mapa grueso</translation>
  </message>
  <message>
   <source>GeoTIFF of class codes with the legend's colours and names; .qml beside it.</source>
   <translation>GeoTIFF de códigos de clase con los colores y nombres de la leyenda; con un .qml al lado.</translation>
  </message>
  <message>
   <source>GeoTIFF of the class of LEVEL with the largest share. It need not be the one that the class in HARD_MAP belongs to: two classes of a fifth each outweigh one of a third.</source>
   <translation>GeoTIFF de la clase de LEVEL con la mayor fracción. No tiene por qué ser aquella a la que pertenece la clase de HARD_MAP: dos clases de un quinto cada una pesan más que una de un tercio.</translation>
  </message>
  <message>
   <source>GeoTIFF of the class with the largest share, with the legend's colours and names.</source>
   <translation>GeoTIFF de la clase con la mayor fracción, con los colores y nombres de la leyenda.</translation>
  </message>
  <message>
   <source>GeoTIFF on the coarse map's grid, with colours and names; .qml beside it.</source>
   <translation>GeoTIFF en la cuadrícula del mapa grueso, con colores y nombres; con un .qml al lado.</translation>
  </message>
  <message>
   <source>GeoTIFF with a band for each class of LEVEL: the sum of the shares of its classes, 0 to 1.</source>
   <translation>GeoTIFF con una banda por cada clase de LEVEL: la suma de las fracciones de las clases que la componen, de 0 a 1.</translation>
  </message>
  <message>
   <source>GeoTIFF with a band for each class, named like it: its share of the pixel, 0 to 1; the bands sum to 1.</source>
   <translation>GeoTIFF con una banda por cada clase, que lleva su nombre: la fracción del píxel que ocupa la clase, de 0 a 1; las bandas suman 1.</translation>
  </message>
  <message>
   <source>GeoTIFF, 32-bit floats, a described band per date and band.</source>
   <translation>GeoTIFF de coma flotante de 32 bits; una banda con descripción por fecha y banda.</translation>
  </message>
  <message>
   <source>GeoTIFF, 32-bit floats, one described band per feature.</source>
   <translation>GeoTIFF de coma flotante de 32 bits; una banda con descripción por variable.</translation>
  </message>
  <message>
   <source>Give either REFERENCE (a raster) or POINTS (a layer), and only one.</source>
   <translation>Indique REFERENCE (un ráster) o POINTS (una capa), y solo uno de los dos.</translation>
  </message>
  <message>
   <source>Give exactly one of FINE_LABELS, COARSE_FRACTIONS and PURE_SAMPLES; given: {given}.</source>
   <translation>Indique exactamente uno de FINE_LABELS, COARSE_FRACTIONS y PURE_SAMPLES; indicados: {given}.</translation>
  </message>
  <message>
   <source>Go on where an earlier run of the same map stopped, by an error, a power cut or Cancel: the finished tiles of a long map are kept beside it, and the result is the same to the last byte. Where an input or a setting has changed since, and with no, the run starts afresh. Default yes.</source>
   <translation>Continúa donde se detuvo una ejecución anterior del mismo mapa, por un error, un corte de corriente o Cancelar: las teselas terminadas de un mapa largo se guardan junto a él, y el resultado es el mismo hasta el último byte. Si una entrada o un ajuste ha cambiado desde entonces, y con no, la ejecución empieza de nuevo. Predeterminado: sí.</translation>
  </message>
  <message>
   <source>Go on with a run that stopped</source>
   <translation>Continuar una ejecución interrumpida</translation>
  </message>
  <message>
   <source>Grow masks by (pixels)</source>
   <translation>Ampliar las máscaras (píxeles)</translation>
  </message>
  <message>
   <source>HTML files (*.html)</source>
   <translation>Archivos HTML (*.html)</translation>
  </message>
  <message>
   <source>Hard map</source>
   <translation>Mapa de la clase dominante</translation>
  </message>
  <message>
   <source>Hard map of the coarser level</source>
   <translation>Mapa de la clase dominante del nivel más general</translation>
  </message>
  <message>
   <source>Harmonic: waves a year</source>
   <translation>Armónico: ondas al año</translation>
  </message>
  <message>
   <source>Homogeneity (0 to 1)</source>
   <translation>Homogeneidad (0 a 1)</translation>
  </message>
  <message>
   <source>Hours; an order of magnitude without MEASURE</source>
   <translation>Horas; sin MEASURE, un orden de magnitud</translation>
  </message>
  <message>
   <source>How evenly the probabilities spread over the classes, in percent: 0 one class is certain, 100 all are equally likely.</source>
   <translation>Cómo se reparten las probabilidades entre las clases, en porcentaje: 0, una clase es segura; 100, todas son igual de probables.</translation>
  </message>
  <message>
   <source>How many points you can label, in place of STANDARD_ERROR: so many are drawn, or all pixels if the map has fewer. Default: as many as reach STANDARD_ERROR, shared out by ALLOCATION and MIN_PER_CLASS.</source>
   <translation>Cuántos puntos puede etiquetar usted, en lugar de STANDARD_ERROR: se generan esos, o todos los píxeles si el mapa tiene menos. Predeterminado: los necesarios para alcanzar STANDARD_ERROR, repartidos según ALLOCATION y MIN_PER_CLASS.</translation>
  </message>
  <message>
   <source>How mixed a pixel is, in percent: 0 one class has all of it, 100 all classes have the same share.</source>
   <translation>Grado de mezcla de un píxel, en porcentaje: 0, una clase lo ocupa por completo; 100, todas las clases tienen la misma fracción.</translation>
  </message>
  <message>
   <source>How often classes are mixed</source>
   <translation>Frecuencia de las clases en las mezclas</translation>
  </message>
  <message>
   <source>How often each pixel was observed between the first and the last date of the result.</source>
   <translation>Cuántas veces se observó cada píxel entre la primera y la última fecha del resultado.</translation>
  </message>
  <message>
   <source>Images</source>
   <translation>Imágenes</translation>
  </message>
  <message>
   <source>JSON files (*.json)</source>
   <translation>Archivos JSON (*.json)</translation>
  </message>
  <message>
   <source>Kappa</source>
   <translation>Kappa</translation>
  </message>
  <message>
   <source>Kappa estimated by the design</source>
   <translation>Kappa estimado según el diseño</translation>
  </message>
  <message>
   <source>Kappa of the baseline</source>
   <translation>Kappa de la línea base</translation>
  </message>
  <message>
   <source>Kappa of the baseline estimated by the design</source>
   <translation>Kappa de la línea base estimado según el diseño</translation>
  </message>
  <message>
   <source>Keep folders and your user name, which are left out otherwise. Default: no.</source>
   <translation>Conserva las carpetas y su nombre de usuario, que si no se omiten. Predeterminado: no.</translation>
  </message>
  <message>
   <source>Keep only inside</source>
   <translation>Conservar solo dentro de</translation>
  </message>
  <message>
   <source>LEGEND is layer, but {source} shows no classes in QGIS; choose auto, file or a public legend.</source>
   <translation>LEGEND es layer, pero {source} no muestra clases en QGIS; elija auto, file o una leyenda pública.</translation>
  </message>
  <message>
   <source>LEGEND_FILE is given, but LEGEND is {kind}; choose LEGEND=file, or leave it out.</source>
   <translation>Se ha indicado LEGEND_FILE, pero LEGEND es {kind}; elija LEGEND=file, o no indique LEGEND_FILE.</translation>
  </message>
  <message>
   <source>LEGEND_FILE is missing; LEGEND=file needs one.</source>
   <translation>Falta LEGEND_FILE; LEGEND=file lo necesita.</translation>
  </message>
  <message>
   <source>Labelled points, in place of REFERENCE, such as the layer of validationpoints. Any coordinate system. Points without a label are left out and counted.</source>
   <translation>Puntos etiquetados, en lugar de REFERENCE, como la capa de validationpoints. Cualquier sistema de coordenadas. Los puntos sin etiqueta se descartan y se cuentan.</translation>
  </message>
  <message>
   <source>Largest difference between a coarse cell and its pixels, as a share</source>
   <translation>Mayor diferencia entre una celda gruesa y sus píxeles, como fracción</translation>
  </message>
  <message>
   <source>Least share, 0 to 1, of a cell and its neighbours that must have its class. Default 0.</source>
   <translation>Proporción mínima, de 0 a 1, de una celda y sus vecinas que debe tener su clase. Predeterminado: 0.</translation>
  </message>
  <message>
   <source>Leave out samples of coarse cells whose label is probably wrong, by what trees that have not seen the cell make of its pixels and by the cells around it; and samples in a spectral cluster that is nearly all another class. Where most samples name no coarse cell they are judged one by one (confident learning); where they do, but cross-validation by blocks is not possible, none is left out. Default yes.</source>
   <translation>Descarta las muestras de celdas gruesas cuya etiqueta es probablemente errónea, a juzgar por lo que dicen de sus píxeles los árboles que no han visto la celda y por las celdas que la rodean; y también las muestras de un clúster espectral que pertenece casi por completo a otra clase. Si la mayoría de las muestras no indican su celda gruesa, se evalúan una a una (confident learning); si la indican, pero la validación cruzada por bloques no es posible, no se descarta ninguna. Predeterminado: sí.</translation>
  </message>
  <message>
   <source>Legend</source>
   <translation>Leyenda</translation>
  </message>
  <message>
   <source>Legend file</source>
   <translation>Archivo de leyenda</translation>
  </message>
  <message>
   <source>Level of the legend</source>
   <translation>Nivel de la leyenda</translation>
  </message>
  <message>
   <source>Longest gap (days)</source>
   <translation>Hueco máximo (días)</translation>
  </message>
  <message>
   <source>Look for problems, and tell the memory, disk and time the run needs, without starting it.</source>
   <translation>Buscar problemas e indicar la memoria, el disco y el tiempo que necesita la ejecución, sin iniciarla.</translation>
  </message>
  <message>
   <source>Looking at the parameters …</source>
   <translation>Revisando los parámetros…</translation>
  </message>
  <message>
   <source>MASK_DILATION is given, but MASKS is empty, so that there is nothing to grow; give the masks, or leave MASK_DILATION at 0.</source>
   <translation>Se ha indicado MASK_DILATION, pero MASKS está vacío, de modo que no hay nada que ampliar; indique las máscaras, o deje MASK_DILATION en 0.</translation>
  </message>
  <message>
   <source>Macro F1</source>
   <translation>F1 macro</translation>
  </message>
  <message>
   <source>Macro F1 estimated by the design</source>
   <translation>F1 macro estimado según el diseño</translation>
  </message>
  <message>
   <source>Macro F1 of the baseline</source>
   <translation>F1 macro de la línea base</translation>
  </message>
  <message>
   <source>Macro F1 of the baseline estimated by the design</source>
   <translation>F1 macro de la línea base estimado según el diseño</translation>
  </message>
  <message>
   <source>Makes a land-cover map at the image's pixel size from a coarse one: samples are drawn from the coarse map inside GEO, a random forest learns them from the image, and GEO_SMALL is mapped. The map is the same as that of the steps 1 to 5 one after the other. Only here it is compared with the coarse cells (CELLS, and in the report), and only here is told which classes of the coarse map occur in GEO or in GEO_SMALL alone. The report says what gain over a plain copy of the coarse map may be expected and how far to trust the map; with REFERENCE it shows the accuracy as step 6 does, with that of the plain copy beside it. A raster of the map whose name ends in .vrt is written as many GeoTIFFs in a folder beside it, for maps of a whole country.

Images of many dates with clouds: STEP_DAYS and MASKS fill their gaps first, as fillgaps does, and STATISTICS tells what is learnt of the year.

Example: IMAGES = a Sentinel-2 scene, COARSE = MODIS MCD12Q1, GEO and GEO_SMALL = two polygons drawn on the image.</source>
   <translation>Produce un mapa de cobertura del suelo con el tamaño de píxel de la imagen a partir de uno de resolución gruesa (mapa grueso): se extraen muestras del mapa grueso dentro de GEO, un bosque aleatorio (random forest) las aprende a partir de la imagen y se cartografía GEO_SMALL. El mapa es el mismo que el de los pasos 1 a 5 uno tras otro. Solo aquí se compara con las celdas gruesas (CELLS, y en el informe), y solo aquí se indica qué clases del mapa grueso aparecen únicamente en GEO o en GEO_SMALL. El informe dice qué ganancia cabe esperar frente a una simple copia del mapa grueso y hasta qué punto se puede confiar en el mapa; con REFERENCE muestra la exactitud como lo hace el paso 6, junto a la de la simple copia. Un ráster del mapa cuyo nombre termina en .vrt se escribe como varios GeoTIFF en una carpeta junto a él, para mapas de un país entero.

Imágenes de muchas fechas con nubes: STEP_DAYS y MASKS rellenan primero sus huecos, igual que fillgaps, y STATISTICS indica qué se aprende del año.

Ejemplo: IMAGES = una escena de Sentinel-2, COARSE = MODIS MCD12Q1, GEO y GEO_SMALL = dos polígonos dibujados sobre la imagen.</translation>
  </message>
  <message>
   <source>Makes a regular series of a year's images: what masks and nodata leave out is interpolated in time, pixel by pixel, flat before the first and after the last observation, and smoothed if you like. Several scenes of one date are joined; the first that observed a pixel counts. The result has a band per date and band, described like nir_2019-01-31, and goes on to computefeatures (see STATISTICS there).

Example: IMAGES = 30 Sentinel-2 scenes of 2019, MASKS = their SCL rasters, MASK_TYPE = sentinel2_scl, START = 2019-01-01, END = 2019-12-31, STEP_DAYS = 30.</source>
   <translation>Crea una serie regular a partir de las imágenes de un año: lo que excluyen las máscaras y los píxeles sin datos se interpola en el tiempo, píxel a píxel (constante antes de la primera observación y después de la última), y se suaviza si se desea. Varias escenas de una misma fecha se unen; cuenta la primera que observó un píxel. El resultado tiene una banda por fecha y banda, con descripciones como nir_2019-01-31, y sirve de entrada a computefeatures (véase allí STATISTICS).

Ejemplo: IMAGES = 30 escenas de Sentinel-2 de 2019, MASKS = sus rásters SCL, MASK_TYPE = sentinel2_scl, START = 2019-01-01, END = 2019-12-31, STEP_DAYS = 30.</translation>
  </message>
  <message>
   <source>Map</source>
   <translation>Mapa</translation>
  </message>
  <message>
   <source>Mapped pixels</source>
   <translation>Píxeles cartografiados</translation>
  </message>
  <message>
   <source>Maps the features with a model. With COARSE, the classes that are common in the coarse map around a pixel become more likely (PRIOR_WEIGHT). Features are matched to the model by name. A raster whose name ends in .vrt is written as many GeoTIFFs in a folder beside it, for maps of a whole country.

Example: FEATURES = the features, MODEL = the model, COARSE = the prepared labels, GEO_SMALL = the polygon to map.</source>
   <translation>Produce el mapa a partir de las variables con un modelo. Con COARSE, las clases frecuentes en el mapa grueso alrededor de un píxel se vuelven más probables (PRIOR_WEIGHT). Las variables se emparejan con las del modelo por su nombre. Un ráster cuyo nombre termina en .vrt se escribe como muchos GeoTIFF en una carpeta junto a él, para mapas de un país entero.

Ejemplo: FEATURES = las variables, MODEL = el modelo, COARSE = las etiquetas preparadas, GEO_SMALL = el polígono por cartografiar.</translation>
  </message>
  <message>
   <source>Maps the share of each class in every pixel with a model of trainfractions: a band per class, which sum to 1. The shares of a coarser level of the legend are the sums of those of its classes. With COARSE_FRACTIONS the pixels of each coarse cell are made to agree with the shares known of it. Features are matched to the model by name; a pixel that lacks one of them has no data and is counted.

Example: FEATURES = the features, MODEL = shares.fcm, GEO_SMALL = the polygon to map, OUTPUT = shares.tif, HARD_MAP = classes.tif.</source>
   <translation>Cartografía la fracción de cada clase en cada píxel con un modelo de trainfractions: una banda por clase, y las bandas suman 1. Las fracciones de un nivel más general de la leyenda son las sumas de las de sus clases. Con COARSE_FRACTIONS, los píxeles de cada celda gruesa se hacen concordar con las fracciones que se conocen de ella. Las variables se emparejan con las del modelo por su nombre; un píxel al que le falta alguna queda sin datos y se cuenta.

Ejemplo: FEATURES = las variables, MODEL = shares.fcm, GEO_SMALL = el polígono por cartografiar, OUTPUT = shares.tif, HARD_MAP = classes.tif.</translation>
  </message>
  <message>
   <source>Margin</source>
   <translation>Margen</translation>
  </message>
  <message>
   <source>Masks</source>
   <translation>Máscaras</translation>
  </message>
  <message>
   <source>Masks are</source>
   <translation>Tipo de máscaras</translation>
  </message>
  <message>
   <source>Matching of maps without crosswalk</source>
   <translation>Emparejamiento de mapas sin correspondencias</translation>
  </message>
  <message>
   <source>Mean IoU</source>
   <translation>IoU media</translation>
  </message>
  <message>
   <source>Mean IoU estimated by the design</source>
   <translation>IoU media estimada según el diseño</translation>
  </message>
  <message>
   <source>Mean IoU of the baseline</source>
   <translation>IoU media de la línea base</translation>
  </message>
  <message>
   <source>Mean IoU of the baseline estimated by the design</source>
   <translation>IoU media de la línea base estimada según el diseño</translation>
  </message>
  <message>
   <source>Mean absolute error of always the mean shares</source>
   <translation>Error absoluto medio si se predicen siempre las fracciones medias</translation>
  </message>
  <message>
   <source>Mean absolute error of the shares, at random pixels</source>
   <translation>Error absoluto medio de las fracciones, en píxeles al azar</translation>
  </message>
  <message>
   <source>Mean absolute error of the shares, in whole blocks</source>
   <translation>Error absoluto medio de las fracciones, en bloques enteros</translation>
  </message>
  <message>
   <source>Mean entropy of the mixtures, percent</source>
   <translation>Entropía media de las mezclas, en porcentaje</translation>
  </message>
  <message>
   <source>Mean number of observations of a pixel</source>
   <translation>Número medio de observaciones de un píxel</translation>
  </message>
  <message>
   <source>Measure what each kind of input is worth</source>
   <translation>Medir lo que aporta cada tipo de datos</translation>
  </message>
  <message>
   <source>Memory (GB)</source>
   <translation>Memoria (GB)</translation>
  </message>
  <message>
   <source>Memory needed (GB), about</source>
   <translation>Memoria necesaria aproximada (GB)</translation>
  </message>
  <message>
   <source>Metrics</source>
   <translation>Métricas</translation>
  </message>
  <message>
   <source>Minimum mapping unit (pixels)</source>
   <translation>Unidad mínima cartografiable (píxeles)</translation>
  </message>
  <message>
   <source>Minutes, as an order of magnitude</source>
   <translation>Minutos, como orden de magnitud</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>Modelo</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>Modelos</translation>
  </message>
  <message>
   <source>More rasters used as features as they are (rainfall, evapotranspiration, temperature, radar, population), called by their bands' descriptions or their files. Any grid: bilinear where coarser than the image, averaged where finer. Where one has no data, no samples are drawn, and the map goes by the others.</source>
   <translation>Más rásters que se usan directamente como variables (precipitación, evapotranspiración, temperatura, radar, población); se nombran por las descripciones de sus bandas o por sus archivos. Cualquier cuadrícula: interpolación bilineal si son más gruesos que la imagen, promedio si son más finos. Donde uno de ellos no tiene datos no se extraen muestras, y el mapa se basa en los demás.</translation>
  </message>
  <message>
   <source>Most pixels of FEATURES to learn from; of COARSE_FRACTIONS most cells, of PURE_SAMPLES about as many mixtures. Default 20000.</source>
   <translation>Máximo de píxeles de FEATURES de los que aprender; con COARSE_FRACTIONS, máximo de celdas; con PURE_SAMPLES, número aproximado de mezclas. Predeterminado: 20000.</translation>
  </message>
  <message>
   <source>Most samples do not name their coarse cell in cell_row and cell_col, so BLOCK_SIZE does not apply: blocks come from the field block or, without one, are squares whose sides are a tenth of the longer side of the samples' area.</source>
   <translation>La mayoría de las muestras no indican su celda gruesa en cell_row y cell_col, de modo que BLOCK_SIZE no se aplica: los bloques se toman del campo block o, si no existe, son cuadrados cuyo lado es la décima parte del lado mayor del área de las muestras.</translation>
  </message>
  <message>
   <source>Most samples of a class</source>
   <translation>Máximo de muestras por clase</translation>
  </message>
  <message>
   <source>Names separated by commas, of NDVI, NDWI, MNDWI, NDMI, NDBI, NBR, BSI, NDRE, EVI, EVI2, SAVI; none for none. The last three need reflectance 0..1 (see SCALE). Your own as NAME=formula of bands, by role or name, for example NDVI,Mine=(nir-red)/(nir+red+0.16): + - * / **, parentheses, comparisons, min, max, abs, sqrt, log, exp, clip(value, low, high), where(condition, yes, no); a division by 0 gives 0. Default: those of NDVI, NDWI, MNDWI, NDMI, NBR, BSI and NDRE the bands allow.</source>
   <translation>Nombres separados por comas, de entre NDVI, NDWI, MNDWI, NDMI, NDBI, NBR, BSI, NDRE, EVI, EVI2, SAVI; none para ninguno. Los tres últimos necesitan reflectancia 0..1 (véase SCALE). Índices propios: NOMBRE=fórmula de bandas, por rol o por nombre, por ejemplo NDVI,Mine=(nir-red)/(nir+red+0.16): + - * / **, paréntesis, comparaciones, min, max, abs, sqrt, log, exp, clip(valor, mín, máx), where(condición, sí, no); una división por 0 da 0. Predeterminado: los de NDVI, NDWI, MNDWI, NDMI, NBR, BSI y NDRE que permitan las bandas.</translation>
  </message>
  <message>
   <source>No two samples are closer than this. Default 0.</source>
   <translation>Separación mínima entre dos muestras. Predeterminado: 0.</translation>
  </message>
  <message>
   <source>No, if the reference is the coarse map or was made from it, such as points sampled from it: the report then speaks of agreement with the coarse map, and estimates no areas. Default yes; where the files show that it is not, the report says so itself.</source>
   <translation>No, si la referencia es el mapa grueso o se obtuvo de él, como unos puntos muestreados de él: el informe habla entonces de concordancia con el mapa grueso y no estima superficies. Predeterminado: sí; si los archivos muestran que no es independiente, el informe lo dice por sí mismo.</translation>
  </message>
  <message>
   <source>Number of features</source>
   <translation>Número de variables</translation>
  </message>
  <message>
   <source>Number of observations</source>
   <translation>Número de observaciones</translation>
  </message>
  <message>
   <source>Number of points</source>
   <translation>Número de puntos</translation>
  </message>
  <message>
   <source>Number of problems</source>
   <translation>Número de problemas</translation>
  </message>
  <message>
   <source>Number of samples</source>
   <translation>Número de muestras</translation>
  </message>
  <message>
   <source>Number of trees</source>
   <translation>Número de árboles</translation>
  </message>
  <message>
   <source>Number of warnings</source>
   <translation>Número de advertencias</translation>
  </message>
  <message>
   <source>OUTPUT '{path}' cannot be read back: an older layer of this file is open; remove it from the project, or choose another file.</source>
   <translation>OUTPUT '{path}' no se puede volver a leer: hay abierta una capa anterior de este archivo; quítela del proyecto, o elija otro archivo.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}' holds {number} labelled points, which would be lost; choose another file.</source>
   <translation>OUTPUT '{path}' contiene puntos etiquetados ({number}) que se perderían; elija otro archivo.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}' holds {number} layers, all of which would be overwritten; choose another file, or 'Save to GeoPackage' to add a layer.</source>
   <translation>OUTPUT '{path}' contiene varias capas ({number}) y se sobrescribirían todas; elija otro archivo, o 'Guardar en GeoPackage' para añadir una capa.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}': a shapefile cuts the names of fields to ten characters, so that the strata could not be read back; end it in .gpkg.</source>
   <translation>OUTPUT '{path}': un archivo shape recorta los nombres de los campos a diez caracteres, de modo que los estratos no se podrían volver a leer; use la extensión .gpkg.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}': such a file cannot be labelled in QGIS, or changes empty classes or coordinates; end it in .gpkg.</source>
   <translation>OUTPUT '{path}': un archivo así no se puede etiquetar en QGIS, o altera las clases vacías o las coordenadas; use la extensión .gpkg.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}': such a table would lose where the points are; end it in .gpkg.</source>
   <translation>OUTPUT '{path}': una tabla así perdería la ubicación de los puntos; use la extensión .gpkg.</translation>
  </message>
  <message>
   <source>OUTPUT: how it was drawn was not stored: {problem}</source>
   <translation>OUTPUT: no se ha guardado cómo se generaron los puntos: {problem}</translation>
  </message>
  <message>
   <source>OUTPUT: the form for labelling was not stored: {problem}</source>
   <translation>OUTPUT: no se ha guardado el formulario de etiquetado: {problem}</translation>
  </message>
  <message>
   <source>OUTPUTS: '{value}' is no JSON object ({reason}); give names and files as in {example}.</source>
   <translation>OUTPUTS: '{value}' no es un objeto JSON ({reason}); indique nombres y archivos como en {example}.</translation>
  </message>
  <message>
   <source>OUTPUTS: there is no output '{name}'; give some of {names}.</source>
   <translation>OUTPUTS: no existe la salida '{name}'; indique una o varias de {names}.</translation>
  </message>
  <message>
   <source>Of COARSE_FRACTIONS: after learning from cells, map the pixels, make them agree with their cells and learn from the pixels, so many times. It sharpens the map where mapfractions gets no COARSE_FRACTIONS; the errors that are told remain those of the cells. Default 0.</source>
   <translation>Para COARSE_FRACTIONS: tras aprender de las celdas, se cartografían los píxeles, se hacen concordar con sus celdas y se aprende de los píxeles, tantas veces como se indique. El mapa gana nitidez si mapfractions no recibe COARSE_FRACTIONS; los errores que se indican siguen siendo los de las celdas. Predeterminado: 0.</translation>
  </message>
  <message>
   <source>Of PURE_SAMPLES: proportional (default): as often as the class has samples, which should then be drawn as the classes occur. equal: all alike.</source>
   <translation>Para PURE_SAMPLES. proportional (predeterminado): cada clase en proporción a sus muestras, que en ese caso deben extraerse según la frecuencia real de las clases. equal: todas por igual.</translation>
  </message>
  <message>
   <source>Offset (added after scaling)</source>
   <translation>Desplazamiento (se suma tras escalar)</translation>
  </message>
  <message>
   <source>One raster with all bands for each date, a raster for each band and date, or rasters with a band for each date. The one with the smallest pixels gives the grid of the result; the others are resampled to it.</source>
   <translation>Un ráster con todas las bandas por cada fecha, un ráster por banda y fecha, o rásters con una banda por cada fecha. El que tiene los píxeles más pequeños da la cuadrícula del resultado; los demás se remuestrean a ella.</translation>
  </message>
  <message>
   <source>Other maps</source>
   <translation>Otros mapas</translation>
  </message>
  <message>
   <source>Out-of-bag agreement with the coarse map</source>
   <translation>Concordancia fuera de bolsa (OOB) con el mapa grueso</translation>
  </message>
  <message>
   <source>Out-of-bag kappa</source>
   <translation>Kappa fuera de bolsa (OOB)</translation>
  </message>
  <message>
   <source>Outputs the run shall write, by their names in upsample and separated by commas, alone or with their files: OUTPUT=/data/map.tif,CONFIDENCE,REPORT=/data/report.html; or as a JSON object of names and files, which may hold any character. Rasters tell the room needed on disk, files whether they can be written. Default: OUTPUT.</source>
   <translation>Salidas que escribirá la ejecución, por sus nombres en upsample y separadas por comas, solas o con sus archivos: OUTPUT=/data/map.tif,CONFIDENCE,REPORT=/data/report.html; o como un objeto JSON de nombres y archivos, que pueden contener cualquier carácter. Los rásters indican el espacio necesario en disco; los archivos, si se pueden escribir. Predeterminado: OUTPUT.</translation>
  </message>
  <message>
   <source>Overall accuracy (of points: share of the points, not of the area)</source>
   <translation>Exactitud global (con puntos: proporción de los puntos, no de la superficie)</translation>
  </message>
  <message>
   <source>Overall accuracy estimated by the design</source>
   <translation>Exactitud global estimada según el diseño</translation>
  </message>
  <message>
   <source>Overall accuracy minus that of the baseline</source>
   <translation>Exactitud global menos la de la línea base</translation>
  </message>
  <message>
   <source>Overall accuracy of the baseline</source>
   <translation>Exactitud global de la línea base</translation>
  </message>
  <message>
   <source>Overall accuracy of the baseline estimated by the design</source>
   <translation>Exactitud global de la línea base estimada según el diseño</translation>
  </message>
  <message>
   <source>P-value of the difference</source>
   <translation>Valor p de la diferencia</translation>
  </message>
  <message>
   <source>POINTS '{name}' is a layer of {kind}; give labelled points, or polygons and lines as a raster in REFERENCE.</source>
   <translation>POINTS '{name}' es una capa de {kind}; indique puntos etiquetados, o bien los polígonos o las líneas como ráster en REFERENCE.</translation>
  </message>
  <message>
   <source>POINTS holds no point; label some first.</source>
   <translation>POINTS no contiene ningún punto; etiquete algunos antes.</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>Parámetros</translation>
  </message>
  <message>
   <source>Patches of fewer pixels give way to what surrounds them; 0 keeps all. Default 0.</source>
   <translation>Las manchas de menos píxeles se sustituyen por lo que las rodea; 0 las conserva todas. Predeterminado: 0.</translation>
  </message>
  <message>
   <source>Pixels of the image this near to a masked one are left out, too. Default 0.</source>
   <translation>También se descartan los píxeles de la imagen que están a esta distancia o menos de uno enmascarado. Predeterminado: 0.</translation>
  </message>
  <message>
   <source>Pixels or points of MAP by class: rows are the map, columns the reference. User's and producer's accuracies as shares, 0 to 1. For a sample of points, a second matrix below it holds shares of the area. Default: not written.</source>
   <translation>Píxeles o puntos de MAP por clase: las filas son el mapa y las columnas, la referencia. Exactitudes del usuario y del productor como proporciones, de 0 a 1. Si se trata de una muestra de puntos, debajo hay una segunda matriz con las proporciones de la superficie. Predeterminado: no se escribe.</translation>
  </message>
  <message>
   <source>Pixels the images do not show</source>
   <translation>Píxeles que las imágenes no muestran</translation>
  </message>
  <message>
   <source>Pixels to map, about</source>
   <translation>Píxeles por cartografiar (aprox.)</translation>
  </message>
  <message>
   <source>Pixels with unknown codes</source>
   <translation>Píxeles con códigos desconocidos</translation>
  </message>
  <message>
   <source>Pixels without elevation or ancillary data alone</source>
   <translation>Píxeles a los que solo les faltan elevación o datos auxiliares</translation>
  </message>
  <message>
   <source>Point</source>
   <translation>Punto</translation>
  </message>
  <message>
   <source>Points at pixel centres with id, class (empty; -1 = cannot tell), map_class, stratum, stratum_name, stratum_pixels, stratum_ha, and weight (share of the whole area a point stands for). A GeoPackage keeps the form, and in the layer's metadata settings, seed and command; beside GeoJSON and FlatGeobuf a .qml and a .qmd are written; other kinds of file are not possible.</source>
   <translation>Puntos en los centros de los píxeles con id, class (vacío; -1 = no se distingue), map_class, stratum, stratum_name, stratum_pixels, stratum_ha y weight (proporción de la superficie total que representa un punto). Un GeoPackage guarda el formulario y, en los metadatos de la capa, los ajustes, la semilla y el comando; junto a GeoJSON y FlatGeobuf se escriben un .qml y un .qmd; no se admiten otros tipos de archivo.</translation>
  </message>
  <message>
   <source>Points in all</source>
   <translation>Puntos en total</translation>
  </message>
  <message>
   <source>Points of one class each, with the field class, as samplecoarsemap writes them. Their pixels are mixed by calculation, and shares are learnt from the mixtures. Only bands, and means of bands over time, are used: nothing else adds up in a mixed pixel.</source>
   <translation>Puntos de una sola clase cada uno, con el campo class, tal como los escribe samplecoarsemap. Sus píxeles se mezclan mediante cálculo, y las fracciones se aprenden de las mezclas. Solo se usan bandas y medias de bandas en el tiempo: nada más se suma en un píxel mixto.</translation>
  </message>
  <message>
   <source>Points per class of the map. compromise (default): MIN_PER_CLASS to the rare ones, the rest by area. proportional: by area. equal: the same for all, best for user's accuracies. neyman: as compromise, but by area and expected doubt, best for overall accuracy. Two at least in any case that TOTAL allows.</source>
   <translation>Puntos por clase del mapa. compromise (predeterminado): MIN_PER_CLASS para las raras, el resto por superficie. proportional: por superficie. equal: los mismos para todas, lo mejor para las exactitudes del usuario. neyman: como compromise, pero por superficie y duda esperada, lo mejor para la exactitud global. En todo caso, al menos dos si TOTAL lo permite.</translation>
  </message>
  <message>
   <source>Points that STANDARD_ERROR takes at best (eq. 13)</source>
   <translation>Puntos que exige STANDARD_ERROR en el mejor caso (ec. 13)</translation>
  </message>
  <message>
   <source>Points with a class, as samplecoarsemap writes them.</source>
   <translation>Puntos con una clase, tal como los escribe samplecoarsemap.</translation>
  </message>
  <message>
   <source>Points with the fields class, class_name and class_color; cell, cell_row and cell_col (number, row and column of the coarse cell); purity (share of like cells around that one, 0 to 1); weight (pixels the sample stands for).</source>
   <translation>Puntos con los campos class, class_name y class_color; cell, cell_row y cell_col (número, fila y columna de la celda gruesa); purity (proporción de celdas iguales alrededor de esta, de 0 a 1); weight (píxeles que representa la muestra).</translation>
  </message>
  <message>
   <source>Polygons inside which is compared. Any coordinate system. Default: wherever all maps and the reference have a class. Points drawn inside polygons want the same ones.</source>
   <translation>Polígonos dentro de los cuales se compara. Cualquier sistema de coordenadas. Predeterminado: allí donde todos los mapas y la referencia tienen una clase. Los puntos generados dentro de polígonos requieren los mismos.</translation>
  </message>
  <message>
   <source>Polygons inside which points are drawn. Any coordinate system. Default: the whole map. Give the accuracy report the same ones.</source>
   <translation>Polígonos dentro de los cuales se generan los puntos. Cualquier sistema de coordenadas. Predeterminado: todo el mapa. Indique los mismos en el informe de exactitud.</translation>
  </message>
  <message>
   <source>Polygons inside which training samples are taken. Any coordinate system. Default: everywhere the image and the coarse map overlap.</source>
   <translation>Polígonos dentro de los cuales se toman las muestras de entrenamiento. Cualquier sistema de coordenadas. Predeterminado: toda la zona en que se solapan la imagen y el mapa grueso.</translation>
  </message>
  <message>
   <source>Polygons to keep: the result is cut to them. Default: the whole image.</source>
   <translation>Polígonos que se conservan: el resultado se recorta a ellos. Predeterminado: toda la imagen.</translation>
  </message>
  <message>
   <source>Polygons to keep; the result is cut to them. Any coordinate system. Default: the whole frame of the images.</source>
   <translation>Polígonos que se conservan; el resultado se recorta a ellos. Cualquier sistema de coordenadas. Predeterminado: toda la extensión de las imágenes.</translation>
  </message>
  <message>
   <source>Polygons to map; the result is cut to them. Any coordinate system. Default: the whole image.</source>
   <translation>Polígonos por cartografiar; el resultado se recorta a ellos. Cualquier sistema de coordenadas. Predeterminado: toda la imagen.</translation>
  </message>
  <message>
   <source>Probabilities</source>
   <translation>Probabilidades</translation>
  </message>
  <message>
   <source>Probability of the mapped class minus that of the second, in percent; near 0 either could be right.</source>
   <translation>Probabilidad de la clase cartografiada menos la de la segunda, en porcentaje; cerca de 0 cualquiera de las dos podría ser la correcta.</translation>
  </message>
  <message>
   <source>Probability of the mapped class, in percent.</source>
   <translation>Probabilidad de la clase cartografiada, en porcentaje.</translation>
  </message>
  <message>
   <source>Problems found: {problems}, warnings: {warnings}. The log tells what to do.</source>
   <translation>Problemas encontrados: {problems}; advertencias: {warnings}. El registro indica qué hacer.</translation>
  </message>
  <message>
   <source>Pure samples</source>
   <translation>Muestras puras</translation>
  </message>
  <message>
   <source>Purity (0 to 1)</source>
   <translation>Pureza (0 a 1)</translation>
  </message>
  <message>
   <source>R2 of all shares, at random pixels</source>
   <translation>R2 de todas las fracciones, en píxeles al azar</translation>
  </message>
  <message>
   <source>R2 of all shares, in whole blocks</source>
   <translation>R2 de todas las fracciones, en bloques enteros</translation>
  </message>
  <message>
   <source>REFITS is {rounds}, but there are no COARSE_FRACTIONS to fit pixels to; set it to 0.</source>
   <translation>REFITS es {rounds}, pero no se ha indicado COARSE_FRACTIONS para ajustar a él los píxeles; ponga REFITS en 0.</translation>
  </message>
  <message>
   <source>Raster of reference classes, read at the pixels of MAP. Any grid, coordinate system and legend. Give this or POINTS.</source>
   <translation>Ráster de clases de referencia, leído en los píxeles de MAP. Cualquier cuadrícula, sistema de coordenadas y leyenda. Indique este o POINTS.</translation>
  </message>
  <message>
   <source>Raster with one feature per band, as computefeatures writes it; any other raster works too.</source>
   <translation>Ráster con una variable por banda, tal como lo escribe computefeatures; sirve también cualquier otro ráster.</translation>
  </message>
  <message>
   <source>Reference</source>
   <translation>Referencia</translation>
  </message>
  <message>
   <source>Reference points</source>
   <translation>Puntos de referencia</translation>
  </message>
  <message>
   <source>Report</source>
   <translation>Informe</translation>
  </message>
  <message>
   <source>Right-click or Enter finishes, Esc cancels.</source>
   <translation>Clic derecho o Intro para terminar, Esc para cancelar.</translation>
  </message>
  <message>
   <source>Root mean squared error of the shares, at random pixels</source>
   <translation>Raíz del error cuadrático medio de las fracciones, en píxeles al azar</translation>
  </message>
  <message>
   <source>Root mean squared error of the shares, in whole blocks</source>
   <translation>Raíz del error cuadrático medio de las fracciones, en bloques enteros</translation>
  </message>
  <message>
   <source>Run</source>
   <translation>Ejecución</translation>
  </message>
  <message>
   <source>Run ▸ Folder of the results</source>
   <translation>Ejecución ▸ Carpeta de los resultados</translation>
  </message>
  <message>
   <source>Run ▸ Measure how long it takes</source>
   <translation>Ejecución ▸ Medir cuánto tarda</translation>
  </message>
  <message>
   <source>Run ▸ Outputs to write</source>
   <translation>Ejecución ▸ Salidas que escribir</translation>
  </message>
  <message>
   <source>SCL_CLASSES is given, but MASK_TYPE is {kind}; choose sentinel2_scl, or leave SCL_CLASSES out.</source>
   <translation>Se ha indicado SCL_CLASSES, pero MASK_TYPE es {kind}; elija sentinel2_scl, o no indique SCL_CLASSES.</translation>
  </message>
  <message>
   <source>Samples</source>
   <translation>Muestras</translation>
  </message>
  <message>
   <source>Samples (pixels)</source>
   <translation>Muestras (píxeles)</translation>
  </message>
  <message>
   <source>Samples keep this distance, in coarse cells, from cells of other classes. Default 0.</source>
   <translation>Las muestras guardan esta distancia, en celdas gruesas, respecto a las celdas de otras clases. Predeterminado: 0.</translation>
  </message>
  <message>
   <source>Samples per class. proportional_clipped (default): by area, but between MIN_PER_CLASS and MAX_PER_CLASS. proportional: by area. equal: the same for all.</source>
   <translation>Muestras por clase. proportional_clipped (predeterminado): por superficie, pero entre MIN_PER_CLASS y MAX_PER_CLASS. proportional: por superficie. equal: las mismas para todas.</translation>
  </message>
  <message>
   <source>Sampling design</source>
   <translation>Diseño muestral</translation>
  </message>
  <message>
   <source>Sampling design of the points</source>
   <translation>Diseño muestral de los puntos</translation>
  </message>
  <message>
   <source>Savitzky-Golay: degree</source>
   <translation>Savitzky-Golay: grado</translation>
  </message>
  <message>
   <source>Savitzky-Golay: window (dates)</source>
   <translation>Savitzky-Golay: ventana (fechas)</translation>
  </message>
  <message>
   <source>Scale (factor)</source>
   <translation>Escala (factor)</translation>
  </message>
  <message>
   <source>Scene classes to keep</source>
   <translation>Clases de escena que conservar</translation>
  </message>
  <message>
   <source>Seconds that measuring took</source>
   <translation>Segundos que llevó medir</translation>
  </message>
  <message>
   <source>Seed</source>
   <translation>Semilla</translation>
  </message>
  <message>
   <source>Series</source>
   <translation>Serie</translation>
  </message>
  <message>
   <source>Share of coarse cells whose class is the fine map's commonest there</source>
   <translation>Proporción de celdas gruesas cuya clase es la más frecuente en ellas según el mapa fino</translation>
  </message>
  <message>
   <source>Share of the map outside the area of applicability</source>
   <translation>Proporción del mapa fuera del área de aplicabilidad</translation>
  </message>
  <message>
   <source>Share, 0 to 1, of the cells of each class that samples keep out of: those in which the image varies most. At 1 one cell of each class remains. Above 0 the features are read twice. Default 0.</source>
   <translation>Proporción, de 0 a 1, de las celdas de cada clase que las muestras evitan: aquellas en las que más varía la imagen. Con 1 queda una celda de cada clase. Por encima de 0 las variables se leen dos veces. Predeterminado: 0.</translation>
  </message>
  <message>
   <source>Side of the blocks of ground, in metres, of which a fifth is kept aside as wholes to test on. Larger than the distance over which neighbours are alike. Default, when empty: about 100 blocks over the area of the samples.</source>
   <translation>Lado, en metros, de los bloques de terreno, de los que una quinta parte se reserva entera para la evaluación. Debe superar la distancia hasta la cual los vecinos se parecen. Predeterminado, si está vacío: unos 100 bloques en el área de las muestras.</translation>
  </message>
  <message>
   <source>Side of the square over which the mean and the standard deviation of each band are added as features; an odd number of pixels, 0 for none. Default 0.</source>
   <translation>Lado del cuadrado en el que se calculan la media y la desviación estándar de cada banda, que se añaden como variables; un número impar de píxeles, 0 para ninguno. Predeterminado: 0.</translation>
  </message>
  <message>
   <source>Smallest leaf (samples)</source>
   <translation>Tamaño mínimo de hoja (muestras)</translation>
  </message>
  <message>
   <source>Smooth along edges seen in the image</source>
   <translation>Suavizar respetando los bordes</translation>
  </message>
  <message>
   <source>Smooth class probabilities over the neighbours that look like the pixel, so that smoothing does not cross edges seen in the image; no: over all neighbours. Default yes.</source>
   <translation>Suaviza las probabilidades de clase con los vecinos que se parecen al píxel, de modo que el suavizado no cruce los bordes que se ven en la imagen; no: con todos los vecinos. Predeterminado: sí.</translation>
  </message>
  <message>
   <source>Smoothing (pixels)</source>
   <translation>Suavizado (píxeles)</translation>
  </message>
  <message>
   <source>Smoothing in time</source>
   <translation>Suavizado temporal</translation>
  </message>
  <message>
   <source>Soft map 1: train fractions</source>
   <translation>Mapa de fracciones 1: entrenar el modelo</translation>
  </message>
  <message>
   <source>Soft map 2: map fractions</source>
   <translation>Mapa de fracciones 2: cartografiar las fracciones</translation>
  </message>
  <message>
   <source>Spectral indices</source>
   <translation>Índices espectrales</translation>
  </message>
  <message>
   <source>Standard deviation, in pixels, of the Gaussian that smooths class probabilities; 0 for none. Default 2.</source>
   <translation>Desviación estándar, en píxeles, de la gaussiana que suaviza las probabilidades de clase; 0: sin suavizado. Predeterminado: 2.</translation>
  </message>
  <message>
   <source>Standard error of overall accuracy</source>
   <translation>Error estándar de la exactitud global</translation>
  </message>
  <message>
   <source>Standard error of overall accuracy to expect</source>
   <translation>Error estándar esperable de la exactitud global</translation>
  </message>
  <message>
   <source>Standard error of the baseline's estimated accuracy</source>
   <translation>Error estándar de la exactitud estimada de la línea base</translation>
  </message>
  <message>
   <source>Standard error of the difference</source>
   <translation>Error estándar de la diferencia</translation>
  </message>
  <message>
   <source>Standard error of the estimated accuracy</source>
   <translation>Error estándar de la exactitud estimada</translation>
  </message>
  <message>
   <source>Standard error of the expected gain</source>
   <translation>Error estándar de la ganancia esperada</translation>
  </message>
  <message>
   <source>Statistics over dates</source>
   <translation>Estadísticos sobre las fechas</translation>
  </message>
  <message>
   <source>Step (days)</source>
   <translation>Paso (días)</translation>
  </message>
  <message>
   <source>Step by step</source>
   <translation>Paso a paso</translation>
  </message>
  <message>
   <source>Table of classes</source>
   <translation>Tabla de clases</translation>
  </message>
  <message>
   <source>Table of what was found and drawn per class.</source>
   <translation>Tabla de lo encontrado y extraído por clase.</translation>
  </message>
  <message>
   <source>Takes the parameters of upsample and tells within seconds, without training, what would go wrong and how large the run is: whether rasters and polygons overlap, how many coarse cells each class has in GEO and in GEO_SMALL, codes the legend does not know, classes with too few cells, bands that indices lack, pixels without data, and the memory, disk and time the run needs. Everything wrong is told at once, each with its parameter and what to do. Problems would stop the run, warnings make its map poorer. The Check button of the upsample dialog does the same. With MEASURE it also does a small part of the run, and tells by that how long all of it takes.

Example: IMAGES = a Sentinel-2 scene, COARSE = MODIS MCD12Q1, GEO = a polygon with forest and water only: the log warns that crops occur in GEO_SMALL but nowhere in GEO, so they cannot be mapped; enlarge GEO.</source>
   <translation>Toma los parámetros de upsample e indica en segundos, sin entrenar, qué saldría mal y qué magnitud tiene la ejecución: si los rásters y los polígonos se solapan, cuántas celdas gruesas tiene cada clase en GEO y en GEO_SMALL, los códigos que la leyenda no conoce, las clases con muy pocas celdas, las bandas que faltan para los índices, los píxeles sin datos, y la memoria, el disco y el tiempo que necesita la ejecución. Se informa de una vez de todo lo que está mal, cada cosa con su parámetro y lo que hay que hacer. Los problemas detendrían la ejecución; las advertencias empeoran el mapa. El botón Comprobar del diálogo de upsample hace lo mismo. Con MEASURE hace además una pequeña parte del trabajo y deduce de ello cuánto lleva todo.

Ejemplo: IMAGES = una escena de Sentinel-2, COARSE = MODIS MCD12Q1, GEO = un polígono solo con bosque y agua: el registro advierte de que hay cultivos en GEO_SMALL pero en ninguna parte de GEO, de modo que no se pueden cartografiar; amplíe GEO.</translation>
  </message>
  <message>
   <source>Tells what FineCover runs on: versions of QGIS, GDAL, PROJ and of the Python packages, the machine, settings, and which optional parts work. Send it along when you report a problem. Folders and your name are left out.

Example: FULL_PATHS = no, run by qgis_process with its output sent to a text file.</source>
   <translation>Dice sobre qué se ejecuta FineCover: versiones de QGIS, GDAL, PROJ y de los paquetes de Python, la máquina, los ajustes y qué partes opcionales funcionan. Adjúntelo al informar de un problema. Se omiten las carpetas y su nombre.

Ejemplo: FULL_PATHS = no, ejecutado con qgis_process con la salida en un archivo de texto.</translation>
  </message>
  <message>
   <source>The check was not finished; the log tells why.</source>
   <translation>La comprobación no ha terminado; el registro indica por qué.</translation>
  </message>
  <message>
   <source>The coarse labels SAMPLES were drawn from, as preparelabels writes them. How much the coarse map should weigh is found by trying it out on the cells that hold samples; where most cells hold none (a large map of small cells), that takes the cells between them, which only this map has. They also help to judge the cells. Needed for the same map as upsample makes. Default: only cells with samples are known.</source>
   <translation>Las etiquetas gruesas de las que se extrajeron SAMPLES, tal como las escribe preparelabels. Cuánto debe pesar el mapa grueso se averigua probándolo en las celdas que contienen muestras; si la mayoría de las celdas no contienen ninguna (un mapa grande de celdas pequeñas), hacen falta las celdas intermedias, que solo este mapa tiene. También ayudan a evaluar las celdas. Necesario para obtener el mismo mapa que upsample. Predeterminado: solo se conocen las celdas con muestras.</translation>
  </message>
  <message>
   <source>The coarse land-cover map: a raster of class codes, for example MODIS MCD12Q1, ECOCLIMAP-SG, ESA CCI or CORINE. Any coordinate system and pixel size.</source>
   <translation>El mapa grueso: un mapa de cobertura del suelo de resolución gruesa, en forma de ráster de códigos de clase, por ejemplo MODIS MCD12Q1, ECOCLIMAP-SG, ESA CCI o CORINE. Cualquier sistema de coordenadas y tamaño de píxel.</translation>
  </message>
  <message>
   <source>The coarser level of the legend whose classes are learnt: its name, such as level1, or its number from 1 (the coarsest). Default: the classes themselves, whose shares mapfractions adds up to those of the levels.</source>
   <translation>El nivel de la leyenda que se aprende, más general que las propias clases: su nombre, como level1, o su número a partir de 1 (el más general). Predeterminado: las propias clases, cuyas fracciones suma mapfractions para obtener las de los niveles.</translation>
  </message>
  <message>
   <source>The comparison as one HTML page.</source>
   <translation>La comparación, en una página HTML.</translation>
  </message>
  <message>
   <source>The corners lie on one line; click one more beside it, then finish again.</source>
   <translation>Los vértices están en línea recta; añada uno más a un lado y termine de nuevo.</translation>
  </message>
  <message>
   <source>The diagnostics are on the clipboard, with folders and your user name; paste them only where those may be read.</source>
   <translation>El diagnóstico está en el portapapeles, con las carpetas y su nombre de usuario; péguelo solo donde puedan leerse.</translation>
  </message>
  <message>
   <source>The diagnostics are on the clipboard, without folders and your user name; paste them into your report of a problem.</source>
   <translation>El diagnóstico está en el portapapeles, sin las carpetas ni su nombre de usuario; péguelo en su informe del problema.</translation>
  </message>
  <message>
   <source>The filled series ends on this date or less than a step before, for example 2019-12-31. Default: the date of the last image.</source>
   <translation>La serie rellenada acaba en esta fecha o menos de un paso antes, por ejemplo 2019-12-31. Predeterminado: la fecha de la última imagen.</translation>
  </message>
  <message>
   <source>The fine image: one raster with several bands, or several rasters (bands in files of their own, or dates). The one with the smallest pixels gives the grid of the result; the others are resampled to it.</source>
   <translation>La imagen fina: un ráster con varias bandas, o varios rásters (bandas en archivos separados, o fechas). El que tiene los píxeles más pequeños da la cuadrícula del resultado; los demás se remuestrean a ella.</translation>
  </message>
  <message>
   <source>The larger the smoother, for dates STEP_DAYS apart; try 1 to 100. Default: chosen for each pixel by the V-curve.</source>
   <translation>Cuanto mayor, más suave, para fechas separadas por STEP_DAYS; pruebe de 1 a 100. Predeterminado: se elige para cada píxel con la curva V (V-curve).</translation>
  </message>
  <message>
   <source>The layer '{layer}' cannot be changed; rename it, and the polygon goes into a new one. {reason}</source>
   <translation>La capa '{layer}' no se puede modificar; cámbiele el nombre y el polígono irá a una nueva. {reason}</translation>
  </message>
  <message>
   <source>The layer '{layer}' has a filter ({filter}), which may hide its polygons; take it away (Layer &gt; Filter…), then try again.</source>
   <translation>La capa '{layer}' tiene un filtro ({filter}) que puede ocultar sus polígonos; quítelo (Capa &gt; Filtrar…) y vuelva a intentarlo.</translation>
  </message>
  <message>
   <source>The level that LEVEL_MAP and LEVEL_FRACTIONS show: its name, such as level1, or its number from 1. Default: 1, the coarsest.</source>
   <translation>El nivel que muestran LEVEL_MAP y LEVEL_FRACTIONS: su nombre, como level1, o su número a partir de 1. Predeterminado: 1, el más general.</translation>
  </message>
  <message>
   <source>The map to check: a raster of class codes. Any grid.</source>
   <translation>El mapa por comprobar: un ráster de códigos de clase. Cualquier cuadrícula.</translation>
  </message>
  <message>
   <source>The map to judge: a raster of class codes. Any grid.</source>
   <translation>El mapa por evaluar: un ráster de códigos de clase. Cualquier cuadrícula.</translation>
  </message>
  <message>
   <source>The model, a .fcm file.</source>
   <translation>El modelo, un archivo .fcm.</translation>
  </message>
  <message>
   <source>The outline crosses itself. Backspace takes a corner back.</source>
   <translation>El contorno se cruza consigo mismo. La tecla Retroceso quita el último vértice.</translation>
  </message>
  <message>
   <source>The outline crosses or touches itself; press Backspace until it does not, then finish again.</source>
   <translation>El contorno se cruza o se toca a sí mismo; pulse Retroceso hasta que deje de hacerlo y termine de nuevo.</translation>
  </message>
  <message>
   <source>The pixels of FINE_LABELS ({labels:.3g} m) are larger than those of FEATURES ({features:.3g} m), so none is mixed; give finer labels, or compute features with larger pixels.</source>
   <translation>Los píxeles de FINE_LABELS ({labels:.3g} m) son más grandes que los de FEATURES ({features:.3g} m), de modo que ninguno es mixto; indique etiquetas más finas, o calcule las variables con píxeles más grandes.</translation>
  </message>
  <message>
   <source>The polygon lies outside what the coordinate system of the layer '{layer}' covers; rename that layer, and the polygon goes into a new one.</source>
   <translation>El polígono queda fuera de lo que abarca el sistema de coordenadas de la capa '{layer}'; cambie el nombre de esa capa y el polígono irá a una nueva.</translation>
  </message>
  <message>
   <source>The polygons SAMPLES were drawn in: nothing is learnt from cells of COARSE that lie outside. Only used with COARSE. Default: all its cells count.</source>
   <translation>Los polígonos en los que se extrajeron SAMPLES: no se aprende nada de las celdas de COARSE que quedan fuera. Solo se usa con COARSE. Predeterminado: cuentan todas sus celdas.</translation>
  </message>
  <message>
   <source>The project has no coordinate system; set one at the bottom right of the window, then finish again.</source>
   <translation>El proyecto no tiene sistema de coordenadas; establezca uno en la esquina inferior derecha de la ventana y termine de nuevo.</translation>
  </message>
  <message>
   <source>The reference is independent of the coarse map</source>
   <translation>La referencia es independiente del mapa grueso</translation>
  </message>
  <message>
   <source>The run can start. Warnings found: {warnings}; the log tells them.</source>
   <translation>Ya se puede ejecutar. Advertencias encontradas: {warnings}; el registro las detalla.</translation>
  </message>
  <message>
   <source>The run can start; nothing to warn of was found.</source>
   <translation>Ya se puede ejecutar; no se ha encontrado nada que advertir.</translation>
  </message>
  <message>
   <source>The same inputs and seed give the same result. Default 0.</source>
   <translation>Las mismas entradas y la misma semilla dan el mismo resultado. Predeterminado: 0.</translation>
  </message>
  <message>
   <source>The samples with trust: the probability, 0 to 1, that the label of their coarse cell is right, by trees that have not seen the cell and by the cells around it; where a sample names no cell, or has another label than its cell, the probability of its class over that of the most probable one. Empty where a sample has no data or could not be tested. Further kept (1 = learnt from, 0 = left out), and as suggested and suggested_name the most probable class of what trust tells of: the coarse cell, or the sample. Cells, purity, blocks and weights of SAMPLES are carried over, so the layer can be edited and learnt from in its place.</source>
   <translation>Las muestras con el campo trust: la probabilidad, de 0 a 1, de que la etiqueta de su celda gruesa sea correcta, según los árboles que no han visto la celda y según las celdas que la rodean; si una muestra no indica ninguna celda, o tiene una etiqueta distinta de la de su celda, la probabilidad de su clase dividida por la de la más probable. Vacío si una muestra no tiene datos o no se pudo evaluar. Además, kept (1 = se aprendió de ella, 0 = descartada) y, como suggested y suggested_name, la clase más probable de aquello a lo que se refiere trust: la celda gruesa o la muestra. Las celdas, la pureza, los bloques y los pesos de SAMPLES se conservan, de modo que la capa se puede editar y usar para entrenar en su lugar.</translation>
  </message>
  <message>
   <source>The standard error that the estimate of overall accuracy is to have, as a share: with 0.02 the 95 % interval is 0.04 wide on either side. Half of it takes four times as many points. Default 0.02.</source>
   <translation>El error estándar que debe tener la estimación de la exactitud global, como proporción: con 0.02, el intervalo del 95 % abarca 0.04 a cada lado. Reducirlo a la mitad exige el cuádruple de puntos. Predeterminado: 0.02.</translation>
  </message>
  <message>
   <source>The trained model, for classify.</source>
   <translation>El modelo entrenado, para classify.</translation>
  </message>
  <message>
   <source>The whole chain as a model, for images of many dates: gaps and clouds are filled in time first, then features, samples, training, map and, where a reference is given, the accuracy report. It gives the same map as the steps run one by one. Copy resources/models/timeseries.model3 from the plugin's folder into your models to change it.

Example: IMAGES = 30 Sentinel-2 scenes of 2019, MASKS = their SCL rasters, MASK_TYPE = sentinel2_scl, COARSE = MCD12Q1 of 2019.</source>
   <translation>Toda la cadena como modelo, para imágenes de muchas fechas: primero se rellenan en el tiempo los huecos y las nubes; después, variables, muestras, entrenamiento, mapa y, si se indica una referencia, el informe de exactitud. Da el mismo mapa que los pasos ejecutados uno a uno. Para modificarlo, copie resources/models/timeseries.model3 de la carpeta del complemento a sus modelos.

Ejemplo: IMAGES = 30 escenas de Sentinel-2 de 2019, MASKS = sus rásters SCL, MASK_TYPE = sentinel2_scl, COARSE = MCD12Q1 de 2019.</translation>
  </message>
  <message>
   <source>The whole chain as a model: coarse labels, features, samples, training, map and, where a reference is given, the accuracy report. It gives the same map as the steps run one by one. Copy resources/models/stepbystep.model3 from the plugin's folder into your models to change it: take steps out, put your own in.

Example: IMAGES = a Sentinel-2 scene, COARSE = MCD12Q1 of the same year, GEO = a polygon with all classes of interest, GEO_SMALL = the polygon to map.</source>
   <translation>Toda la cadena como modelo: etiquetas gruesas, variables, muestras, entrenamiento, mapa y, si se indica una referencia, el informe de exactitud. Da el mismo mapa que los pasos ejecutados uno a uno. Para modificarlo, copie resources/models/stepbystep.model3 de la carpeta del complemento a sus modelos: quite pasos, ponga los suyos.

Ejemplo: IMAGES = una escena de Sentinel-2, COARSE = MCD12Q1 del mismo año, GEO = un polígono con todas las clases de interés, GEO_SMALL = el polígono por cartografiar.</translation>
  </message>
  <message>
   <source>Then this is added. Default 0.</source>
   <translation>Después se suma este valor. Predeterminado: 0.</translation>
  </message>
  <message>
   <source>There is no layer called {layer}; draw it first.</source>
   <translation>No hay ninguna capa llamada {layer}; dibújela primero.</translation>
  </message>
  <message>
   <source>There is no map to draw on; load the image or the coarse map first.</source>
   <translation>No hay ningún mapa en el que dibujar; cargue antes la imagen o el mapa grueso.</translation>
  </message>
  <message>
   <source>Tiles the map is made in</source>
   <translation>Teselas en que se hace el mapa</translation>
  </message>
  <message>
   <source>To</source>
   <translation>Hasta</translation>
  </message>
  <message>
   <source>Training area (geo)</source>
   <translation>Área de entrenamiento (geo)</translation>
  </message>
  <message>
   <source>Training pixels in all, about. Default 20000.</source>
   <translation>Píxeles de entrenamiento en total, aprox. Predeterminado: 20000.</translation>
  </message>
  <message>
   <source>Training report</source>
   <translation>Informe de entrenamiento</translation>
  </message>
  <message>
   <source>Trains a random forest on samples and writes a model file. The model holds numbers and text only, no program code. It reports how often the forest repeats the coarse label where it has not seen it: of random pixels (out of bag), whose neighbours it has seen, and of whole blocks of coarse cells, which is nearer to what it does elsewhere. Both are agreement with the coarse map, not the accuracy of a map. Where most samples name their coarse cells it also judges each cell, estimates how many of them are wrong, and tries out on a degraded coarse map how much the coarse map should weigh and what gain over a copy of it may be expected; where most cells hold no sample, that takes COARSE.

Example: SAMPLES = the samples, FEATURES = the features and COARSE = the prepared labels they were drawn from.</source>
   <translation>Entrena un bosque aleatorio (random forest) con las muestras y escribe un archivo de modelo. El modelo contiene solo números y texto, ningún código de programa. Indica con qué frecuencia el bosque repite la etiqueta gruesa donde no la ha visto: en píxeles al azar (fuera de bolsa, OOB), cuyos vecinos sí ha visto, y en bloques enteros de celdas gruesas, lo que se acerca más a lo que hace en otros lugares. Ambas cifras son concordancia con el mapa grueso, no la exactitud de un mapa. Si la mayoría de las muestras indican sus celdas gruesas, también evalúa cada celda, estima cuántas son erróneas y prueba en un mapa grueso degradado cuánto debe pesar el mapa grueso y qué ganancia cabe esperar frente a una copia de él; si la mayoría de las celdas no contienen ninguna muestra, para ello hace falta COARSE.

Ejemplo: SAMPLES = las muestras, FEATURES = las variables y COARSE = las etiquetas preparadas de las que se extrajeron.</translation>
  </message>
  <message>
   <source>Trees of the random forest. Default 100.</source>
   <translation>Árboles del bosque aleatorio. Predeterminado: 100.</translation>
  </message>
  <message>
   <source>Trust in the samples</source>
   <translation>Fiabilidad de las muestras</translation>
  </message>
  <message>
   <source>Upsample a land-cover map</source>
   <translation>Aumentar la resolución de un mapa de cobertura</translation>
  </message>
  <message>
   <source>Upsample…</source>
   <translation>Aumentar resolución…</translation>
  </message>
  <message>
   <source>User guide</source>
   <translation>Guía del usuario</translation>
  </message>
  <message>
   <source>User's accuracy you expect, as a share: the part of a class's pixels on the map that is right. One number for all classes, or one per class code, such as 12=0.8;13=0.6; a number without a code is for the other classes, such as 0.9;13=0.6. Default 0.8.</source>
   <translation>Exactitud del usuario que usted espera, como proporción: la parte de los píxeles de una clase en el mapa que es correcta. Un número para todas las clases, o uno por código de clase, como 12=0.8;13=0.6; un número sin código vale para las demás clases, como 0.9;13=0.6. Predeterminado: 0.8.</translation>
  </message>
  <message>
   <source>Validation blocks (coarse cells)</source>
   <translation>Bloques de validación (celdas gruesas)</translation>
  </message>
  <message>
   <source>Validation blocks (metres)</source>
   <translation>Bloques de validación (metros)</translation>
  </message>
  <message>
   <source>Validation points</source>
   <translation>Puntos de validación</translation>
  </message>
  <message>
   <source>Waves that a year is made of: 1 suits one season a year, 2 up to two. Default 2.</source>
   <translation>Ondas de que se compone un año: 1 basta para un ciclo vegetativo al año, 2 para hasta dos. Predeterminado: 2.</translation>
  </message>
  <message>
   <source>Weight of observations above the curve, those below weigh 1 less this; 0.9 follows the upper ones, for a vegetation index that clouds lower. Default: both weigh the same.</source>
   <translation>Peso de las observaciones por encima de la curva; las de debajo pesan 1 menos este valor; 0.9 sigue las superiores, para un índice de vegetación que las nubes hacen bajar. Predeterminado: ambas pesan lo mismo.</translation>
  </message>
  <message>
   <source>Weight of the coarse map (0 to 2)</source>
   <translation>Peso del mapa grueso (0 a 2)</translation>
  </message>
  <message>
   <source>Weight of the coarse map chosen by self-validation</source>
   <translation>Peso del mapa grueso elegido por autovalidación</translation>
  </message>
  <message>
   <source>Weight of the coarse map in the fine map</source>
   <translation>Peso del mapa grueso en el mapa fino</translation>
  </message>
  <message>
   <source>What MAP must beat, such as the coarse map it was made from. Any grid, coordinate system and legend. Default: none.</source>
   <translation>Lo que MAP debe superar, como el mapa grueso a partir del cual se obtuvo. Cualquier cuadrícula, sistema de coordenadas y leyenda. Predeterminado: ninguno.</translation>
  </message>
  <message>
   <source>What tells clouds and their shadows: a raster for each image, or one with a band for each date. Any grid; MASK_TYPE says what the values mean.</source>
   <translation>Lo que señala las nubes y sus sombras: un ráster por imagen, o uno con una banda por fecha. Cualquier cuadrícula; MASK_TYPE indica qué significan los valores.</translation>
  </message>
  <message>
   <source>What the codes mean. auto (default): what the map carries itself, else the public legend its name, colours or codes give away, else plain numbers. layer: names and colours of the layer in QGIS. file: LEGEND_FILE. Or a public legend by name.</source>
   <translation>Qué significan los códigos. auto (predeterminado): lo que contiene el propio mapa; si no, la leyenda pública que delatan su nombre, sus colores o sus códigos; si no, simples números. layer: nombres y colores de la capa en QGIS. file: LEGEND_FILE. O bien una leyenda pública por su nombre.</translation>
  </message>
  <message>
   <source>What the tiles being worked on may take together, in GB, while a series is filled, features are computed or the map is made; more is faster where there are many dates or features. The result does not depend on it. Default 1.</source>
   <translation>Lo que pueden ocupar en conjunto las teselas en proceso, en GB, mientras se rellena una serie, se calculan variables o se produce el mapa; con más memoria es más rápido si hay muchas fechas o variables. El resultado no depende de ello. Predeterminado: 1.</translation>
  </message>
  <message>
   <source>What was done and how well, as one HTML page.</source>
   <translation>Qué se ha hecho y con qué calidad, en una página HTML.</translation>
  </message>
  <message>
   <source>What was found, as one HTML page, shown in the Results Viewer.</source>
   <translation>Lo encontrado, en una página HTML que se muestra en el Visor de resultados.</translation>
  </message>
  <message>
   <source>What was found, for programs; the same text as FINDINGS.</source>
   <translation>Lo encontrado, para programas; el mismo texto que FINDINGS.</translation>
  </message>
  <message>
   <source>What was learnt, how well, and from what.</source>
   <translation>Qué se ha aprendido, con qué calidad y de qué.</translation>
  </message>
  <message>
   <source>What was learnt: errors by class and level in blocks and at random, observed against predicted shares, and what each kind of input is worth.</source>
   <translation>Qué se ha aprendido: errores por clase y por nivel, en bloques enteros y en píxeles al azar, fracciones observadas frente a las predichas, y lo que aporta cada tipo de datos.</translation>
  </message>
  <message>
   <source>When the images were taken, in their order, for example 2019-01-05,2019-01-15: one for each raster, or one for each band. Default: read from file names (Sentinel-2, Landsat, HLS and MODIS products, 2019-01-05, 20190105, 2019005), band descriptions and metadata.</source>
   <translation>Cuándo se tomaron las imágenes, en su orden, por ejemplo 2019-01-05,2019-01-15: una fecha por ráster, o una por banda. Predeterminado: se leen de los nombres de archivo (productos de Sentinel-2, Landsat, HLS y MODIS, 2019-01-05, 20190105, 2019005), de las descripciones de las bandas y de los metadatos.</translation>
  </message>
  <message>
   <source>Where outputs named without a file shall be written. Default: the folder of temporary files.</source>
   <translation>Dónde se escribirán las salidas nombradas sin archivo. Predeterminado: la carpeta de archivos temporales.</translation>
  </message>
  <message>
   <source>Where pixels are mixed, one class for each says too little. This trains a random forest on the share of every class in a pixel, and writes a model for mapfractions. The shares come from labels finer than the features (FINE_LABELS), from a coarser raster with a band of shares per class (COARSE_FRACTIONS), or from points of pure classes that are mixed by calculation (PURE_SAMPLES). The errors are told for whole blocks of ground that were not learnt from, which is what to expect elsewhere, beside those for pixels at random, which is too good, and those of always telling the mean shares.

Example: FINE_LABELS = a 10 m land-cover map, FEATURES = features of a Landsat year at 30 m with elevation, BLOCK_SIZE = 5000, MODEL = shares.fcm.</source>
   <translation>Donde los píxeles son mixtos, una sola clase para cada uno dice demasiado poco. Este algoritmo entrena un bosque aleatorio (random forest) con la fracción de cada clase en un píxel y escribe un modelo para mapfractions. Las fracciones proceden de etiquetas más finas que las variables (FINE_LABELS), de un ráster más grueso con una banda de fracciones por clase (COARSE_FRACTIONS) o de puntos de clases puras que se mezclan mediante cálculo (PURE_SAMPLES). Los errores se indican para bloques enteros de terreno de los que no se ha aprendido, que es lo que cabe esperar en otros lugares, junto a los de píxeles al azar, demasiado optimistas, y los de predecir siempre las fracciones medias.

Ejemplo: FINE_LABELS = un mapa de cobertura del suelo de 10 m, FEATURES = las variables de un año de Landsat a 30 m con la elevación, BLOCK_SIZE = 5000, MODEL = shares.fcm.</translation>
  </message>
  <message>
   <source>Where the map contradicts the coarse map, on the coarse grid: band 1 the share, 0 to 1, of a cell's mapped pixels that have the cell's class, band 2 the class most of them have. No data where less than half of a cell is mapped or it has no class. Compared before MIN_MAPPING_UNIT; agreement is not accuracy.</source>
   <translation>Dónde contradice el mapa al mapa grueso, en la cuadrícula gruesa: banda 1, la proporción, de 0 a 1, de los píxeles cartografiados de una celda que tienen la clase de la celda; banda 2, la clase que tiene la mayoría de ellos. Sin datos donde se ha cartografiado menos de la mitad de una celda o esta no tiene clase. Se compara antes de MIN_MAPPING_UNIT; concordancia no es exactitud.</translation>
  </message>
  <message>
   <source>Where there are terrain, ancillary or coordinate features beside spectral ones: train again without each kind, and tell how much larger the errors are. Default yes.</source>
   <translation>Si, además de las espectrales, hay variables de relieve, auxiliares o de coordenadas: entrena de nuevo sin cada tipo e indica cuánto aumentan los errores. Predeterminado: sí.</translation>
  </message>
  <message>
   <source>Which band is what, for example blue=1,green=2,red=3,nir=4; only these bands are used. Of a series, as fillgaps writes it, the bands of one date are counted. Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Default: every band, roles read from band descriptions and file names.</source>
   <translation>Qué es cada banda, por ejemplo blue=1,green=2,red=3,nir=4; solo se usan estas bandas. En una serie, tal como la escribe fillgaps, los números se refieren a las bandas de una fecha. Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Predeterminado: todas las bandas, con los roles leídos de las descripciones de las bandas y de los nombres de archivo.</translation>
  </message>
  <message>
   <source>Which band of each date is what, for example blue=1,green=2,red=3,nir=4; only these bands are used, and the result's are described so. Where every raster has a single band the rasters of one date are counted. Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Default: every band, names and roles read from band descriptions and file names.</source>
   <translation>Qué es cada banda de cada fecha, por ejemplo blue=1,green=2,red=3,nir=4; solo se usan estas bandas, y las del resultado se describen así. Si cada ráster tiene una sola banda, los números se refieren a los rásters de una fecha. Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Predeterminado: todas las bandas, con los nombres y roles leídos de las descripciones de las bandas y de los nombres de archivo.</translation>
  </message>
  <message>
   <source>Whittaker: envelope</source>
   <translation>Whittaker: envolvente</translation>
  </message>
  <message>
   <source>Whittaker: lambda</source>
   <translation>Whittaker: lambda</translation>
  </message>
  <message>
   <source>With full paths</source>
   <translation>Con rutas completas</translation>
  </message>
  <message>
   <source>cannot tell</source>
   <translation>no se distingue</translation>
  </message>
  <message>
   <source>code: equal codes mean the same class. name: equal class names do. auto (default): by name where names agree and codes do not; by a built-in crosswalk between two public legends, such as MODIS IGBP and CORINE; else by code.</source>
   <translation>code: códigos iguales significan la misma clase. name: nombres de clase iguales significan la misma clase. auto (predeterminado): por nombre si los nombres coinciden y los códigos no; mediante una tabla de correspondencias incorporada entre dos leyendas públicas, como MODIS IGBP y CORINE; si no, por código.</translation>
  </message>
  <message>
   <source>invalid_nonzero: 0 is clear, all else is left out. valid_nonzero: 0 is left out. sentinel2_scl: the scene classification of level 2A. landsat_qa_pixel: QA_PIXEL of Collection 2 (fill, cloud, dilated cloud, cirrus, shadow and snow are left out). none (default): there are no masks.</source>
   <translation>invalid_nonzero: 0 es despejado, todo lo demás se descarta. valid_nonzero: se descarta 0. sentinel2_scl: la clasificación de escena del nivel 2A. landsat_qa_pixel: QA_PIXEL de la Colección 2 (se descartan relleno, nubes, nubes dilatadas, cirros, sombras y nieve). none (predeterminado): no hay máscaras.</translation>
  </message>
  <message>
   <source>land cover,classification,random forest,downscale,MODIS</source>
   <translation>cobertura del suelo,clasificación,random forest,bosque aleatorio,aumento de resolución,MODIS</translation>
  </message>
  <message>
   <source>land cover,preflight,validate,estimate,memory</source>
   <translation>cobertura del suelo,comprobación previa,validar,estimar,memoria</translation>
  </message>
  <message>
   <source>left out of training: its label is doubted</source>
   <translation>descartada del entrenamiento: su etiqueta es dudosa</translation>
  </message>
  <message>
   <source>lines</source>
   <translation>líneas</translation>
  </message>
  <message>
   <source>none (default): straight lines between observations. savitzky_golay: a polynomial over WINDOW dates. whittaker: as smooth as LAMBDA says; ENVELOPE follows the upper observations. harmonic: HARMONICS waves a year.</source>
   <translation>none (predeterminado): líneas rectas entre observaciones. savitzky_golay: un polinomio sobre WINDOW fechas. whittaker: tan suave como indique LAMBDA; ENVELOPE sigue las observaciones superiores. harmonic: HARMONICS ondas al año.</translation>
  </message>
  <message>
   <source>none of them</source>
   <translation>ninguno</translation>
  </message>
  <message>
   <source>polygons</source>
   <translation>polígonos</translation>
  </message>
  <message>
   <source>stratified (default): so many points in each class of the map. simple: anywhere on the map, whatever the class, so that the points can check other maps as well.</source>
   <translation>stratified (predeterminado): cierto número de puntos en cada clase del mapa. simple: en cualquier lugar del mapa, sea cual sea la clase, de modo que los puntos sirvan para comprobar también otros mapas.</translation>
  </message>
  <message>
   <source>time series,clouds,interpolation,smoothing,Whittaker,Savitzky-Golay</source>
   <translation>serie temporal,nubes,interpolación,suavizado,Whittaker,Savitzky-Golay</translation>
  </message>
  <message>
   <source>to be labelled</source>
   <translation>por etiquetar</translation>
  </message>
  <message>
   <source>versions,support,bug,problem</source>
   <translation>versiones,soporte,error,problema</translation>
  </message>
  <message>
   <source>{area} km²</source>
   <translation>{area} km²</translation>
  </message>
  <message>
   <source>{area} km², 1 cell of {layer}</source>
   <translation>{area} km², 1 celda de {layer}</translation>
  </message>
  <message>
   <source>{area} km², {cells} cells of {layer}</source>
   <translation>{area} km², {cells} celdas de {layer}</translation>
  </message>
  <message>
   <source>{layer} is empty now; Edit &gt; Undo brings its polygons back.</source>
   <translation>{layer} está ahora vacía; Editar &gt; Deshacer recupera sus polígonos.</translation>
  </message>
  <message>
   <source>{layer}: {area} km². Draw more parts, or edit the layer with QGIS's tools.</source>
   <translation>{layer}: {area} km². Dibuje más partes, o edite la capa con las herramientas de QGIS.</translation>
  </message>
  <message>
   <source>{layer}: {count} parts, {area} km² together.</source>
   <translation>{layer}: {count} partes, {area} km² en total.</translation>
  </message>
  <message>
   <source>{layer}: {figures}</source>
   <translation>{layer}: {figures}</translation>
  </message>
  <message>
   <source>{name} '{path}' cannot be replaced ({reason}); close it in other programs, or choose another file.</source>
   <translation>{name} '{path}' no se puede sustituir ({reason}); ciérrelo en los demás programas o elija otro archivo.</translation>
  </message>
  <message>
   <source>{name} '{path}' is no .{ending} file; choose another file.</source>
   <translation>{name} '{path}' no es un archivo .{ending}; elija otro archivo.</translation>
  </message>
  <message>
   <source>{name} '{path}': rasters are written as GeoTIFF; end it in .tif.</source>
   <translation>{name} '{path}': los rásters se escriben como GeoTIFF; use la extensión .tif.</translation>
  </message>
  <message>
   <source>{name} and {other} would both write '{path}'; choose another file for one.</source>
   <translation>{name} y {other} escribirían ambos en '{path}'; elija otro archivo para uno de ellos.</translation>
  </message>
  <message>
   <source>{name} holds no point; draw samples first.</source>
   <translation>{name} no contiene ningún punto; extraiga muestras antes.</translation>
  </message>
  <message>
   <source>{name} is given, but neither STEP_DAYS nor MASKS, so that no series is filled; give STEP_DAYS, for example 30, or leave {name} out.</source>
   <translation>Se ha indicado {name}, pero ni STEP_DAYS ni MASKS, de modo que no se rellena ninguna serie; indique STEP_DAYS, por ejemplo 30, o no indique {name}.</translation>
  </message>
  <message>
   <source>{name} would overwrite '{path}', which belongs to the input {other}; choose another file.</source>
   <translation>{name} sobrescribiría '{path}', que forma parte de la entrada {other}; elija otro archivo.</translation>
  </message>
  <message>
   <source>{name} would overwrite '{path}', which is the input {other}; choose another file.</source>
   <translation>{name} sobrescribiría '{path}', que es la entrada {other}; elija otro archivo.</translation>
  </message>
  <message>
   <source>{name} would overwrite '{path}', which the input {other} was made from; choose another file.</source>
   <translation>{name} sobrescribiría '{path}', a partir del cual se hizo la entrada {other}; elija otro archivo.</translation>
  </message>
  <message>
   <source>{name}: '{layer}' has no fields; give points that tell their classes.</source>
   <translation>{name}: '{layer}' no tiene campos; dé puntos que indiquen su clase.</translation>
  </message>
  <message>
   <source>{name}: '{layer}' is not a raster file; save it as GeoTIFF first.</source>
   <translation>{name}: '{layer}' no es un archivo ráster; guárdelo antes como GeoTIFF.</translation>
  </message>
  <message>
   <source>{name}: '{value}' cannot be opened as a raster; check the path and the file.</source>
   <translation>{name}: '{value}' no se puede abrir como ráster; compruebe la ruta y el archivo.</translation>
  </message>
  <message>
   <source>{name}: '{value}' cannot be opened as a vector layer; check path and file.</source>
   <translation>{name}: '{value}' no se puede abrir como capa vectorial; compruebe la ruta y el archivo.</translation>
  </message>
  <message>
   <source>{name}: feature {id} holds {number} points under one label; split the layer with 'Multipart to singleparts' first.</source>
   <translation>{name}: el objeto {id} contiene {number} puntos con una sola etiqueta; divida antes la capa con 'Multiparte a monoparte'.</translation>
  </message>
  <message>
   <source>{name}: feature {id} is no point; give a layer of points alone.</source>
   <translation>{name}: el objeto {id} no es un punto; indique una capa que solo tenga puntos.</translation>
  </message>
  <message>
   <source>{name}: the file '{path}' does not exist; choose an existing file.</source>
   <translation>{name}: el archivo '{path}' no existe; elija un archivo existente.</translation>
  </message>
  <message>
   <source>{name}: the model's classes have no such level ({problem}) Leave {name} out, or train with a legend whose classes have it.</source>
   <translation>{name}: las clases del modelo no tienen ese nivel ({problem}) Omita {name}, o entrene con una leyenda cuyas clases lo tengan.</translation>
  </message>
  <message>
   <source>{name}: the points have no field '{field}'; choose one of {names}.</source>
   <translation>{name}: los puntos no tienen ningún campo '{field}'; elija uno de {names}.</translation>
  </message>
  <message>
   <source>{name}: the polygons have no coordinate system; assign one to the layer.</source>
   <translation>{name}: los polígonos no tienen sistema de coordenadas; asigne uno a la capa.</translation>
  </message>
  <message>
   <source>{name}: there is no choice '{value}'; give one of {options}.</source>
   <translation>{name}: no existe la opción '{value}'; indique una de {options}.</translation>
  </message>
  <message>
   <source>{name}: {value} is out of range; give a number from {low:g} to {high:g}.</source>
   <translation>{name}: {value} está fuera de intervalo; indique un número de {low:g} a {high:g}.</translation>
  </message>
  <message>
   <source>{name}: {value} is out of range; give a whole number from {low:.0f} to {high:.0f}.</source>
   <translation>{name}: {value} está fuera de intervalo; indique un número entero de {low:.0f} a {high:.0f}.</translation>
  </message>
  <message>
   <source>{step} ▸ {setting}</source>
   <translation>{step} ▸ {setting}</translation>
  </message>
 </context>
</TS>
