<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="it" sourcelanguage="en">
 <context>
  <name>FineCover</name>
  <message>
   <source>'{path}' belongs to another layer</source>
   <translation>'{path}' appartiene a un altro layer</translation>
  </message>
  <message>
   <source>(not labelled yet)</source>
   <translation>(non ancora etichettato)</translation>
  </message>
  <message>
   <source>0 Fill gaps in an image series</source>
   <translation>0 Colma le lacune di una serie</translation>
  </message>
  <message>
   <source>1 Prepare coarse labels</source>
   <translation>1 Prepara le etichette grossolane</translation>
  </message>
  <message>
   <source>2 Compute features</source>
   <translation>2 Calcola le caratteristiche</translation>
  </message>
  <message>
   <source>3 Sample the coarse map</source>
   <translation>3 Campiona la mappa grossolana</translation>
  </message>
  <message>
   <source>4 Train classifier</source>
   <translation>4 Addestra il classificatore</translation>
  </message>
  <message>
   <source>5 Classify</source>
   <translation>5 Classifica</translation>
  </message>
  <message>
   <source>6 Accuracy report</source>
   <translation>6 Rapporto di accuratezza</translation>
  </message>
  <message>
   <source>&lt;b&gt;{label}&lt;/b&gt; ({name}): {text}</source>
   <translation>&lt;b&gt;{label}&lt;/b&gt; ({name}): {text}</translation>
  </message>
  <message>
   <source>&gt; {threshold}: unlike the training samples</source>
   <translation>&gt; {threshold}: diverso dai campioni di addestramento</translation>
  </message>
  <message>
   <source>A band per class, 0 to 1.</source>
   <translation>Una banda per classe, da 0 a 1.</translation>
  </message>
  <message>
   <source>A line for every class in every map at every level of the legend: counts, accuracies, F1 and IoU as shares, 0 to 1, what MAP gains, and, of points, areas in hectares. Default: not written.</source>
   <translation>Una riga per ogni classe di ogni mappa a ogni livello della legenda: conteggi, accuratezze, F1 e IoU come frazioni da 0 a 1, il guadagno di MAP e, per i punti, le aree in ettari. Predefinito: non scritta.</translation>
  </message>
  <message>
   <source>A model of shares that trainfractions wrote.</source>
   <translation>Un modello di frazioni scritto da trainfractions.</translation>
  </message>
  <message>
   <source>A model that trainclassifier or upsample wrote.</source>
   <translation>Un modello scritto da trainclassifier o upsample.</translation>
  </message>
  <message>
   <source>A pixel stays without data where its observations lie further apart. Default: every gap is filled.</source>
   <translation>Un pixel resta senza dati dove le sue osservazioni sono più distanti fra loro. Predefinito: ogni lacuna viene colmata.</translation>
  </message>
  <message>
   <source>A raster of class codes with pixels smaller than those of FEATURES. The area each class has in every pixel of FEATURES is what is learnt. Any coordinate system. Give exactly one of FINE_LABELS, COARSE_FRACTIONS and PURE_SAMPLES.</source>
   <translation>Un raster di codici di classe con pixel più piccoli di quelli di FEATURES. Si apprende l'area che ogni classe occupa in ciascun pixel di FEATURES. Sistema di riferimento qualsiasi. Indicare esattamente uno fra FINE_LABELS, COARSE_FRACTIONS e PURE_SAMPLES.</translation>
  </message>
  <message>
   <source>A raster with a band per class and cells larger than the pixels of FEATURES: the share of the class in each cell, as part of 1, of 100 or of any other whole. Learnt are the shares of whole cells from the means of their pixels' features.</source>
   <translation>Un raster con una banda per classe e celle più grandi dei pixel di FEATURES: la frazione della classe in ogni cella, su un totale di 1, di 100 o di qualsiasi altro valore. Si apprendono le frazioni di celle intere dalle medie delle caratteristiche dei loro pixel.</translation>
  </message>
  <message>
   <source>A raster with a band per class: the share of the class in each coarse cell. The shares of the pixels in a cell are then rescaled until their mean is that of the cell. Where most of a cell is unknown its pixels stay as predicted. Default: the shares are as the model predicts them.</source>
   <translation>Un raster con una banda per classe: la frazione della classe in ogni cella grossolana. Le frazioni dei pixel di una cella vengono allora riscalate finché la loro media è quella della cella. Dove la maggior parte di una cella è sconosciuta, i suoi pixel restano come previsti. Predefinito: le frazioni sono quelle previste dal modello.</translation>
  </message>
  <message>
   <source>Address of a Dask scheduler, for example tcp://10.0.0.1:8786, whose workers read the rasters and do the work; this computer writes the result, which is the same. They need the same versions of FineCover and its packages, and every raster under the same path, in a shared folder or as /vsis3 or /vsicurl. Give only a scheduler you trust: Dask runs code that comes from it. Default, when empty: what the environment variable FINECOVER_DASK says, else this computer.</source>
   <translation>Indirizzo di uno scheduler Dask, per esempio tcp://10.0.0.1:8786, i cui worker leggono i raster e fanno il lavoro; questo computer scrive il risultato, che è lo stesso. Servono le stesse versioni di FineCover e dei suoi pacchetti, e ogni raster sotto lo stesso percorso, in una cartella condivisa o come /vsis3 o /vsicurl. Indicare solo uno scheduler di cui ci si fida: Dask esegue codice che arriva da esso. Predefinito, se vuoto: quello che dice la variabile d'ambiente FINECOVER_DASK, altrimenti questo computer.</translation>
  </message>
  <message>
   <source>Adds the place of each pixel, x and y in kilometres (in degrees where the image's coordinate system is), as two features. For a large area in which classes change from place to place and no image, elevation or climate shows why; over a small one the forest learns the coarse cells themselves, and the map gets worse. What is learnt does not carry to other places: map where the samples lie. Compare agreement by blocks (BLOCK_CV_ACCURACY) with and without. Default: no.</source>
   <translation>Aggiunge come due caratteristiche la posizione di ogni pixel, x e y in chilometri (in gradi se il sistema di riferimento dell'immagine è in gradi). Per un'area grande in cui le classi cambiano da luogo a luogo senza che immagini, quota o clima mostrino perché; su un'area piccola la random forest apprende le celle grossolane stesse e la mappa peggiora. Ciò che si apprende non vale altrove: mappare dove si trovano i campioni. Confrontare la concordanza a blocchi (BLOCK_CV_ACCURACY) con e senza coordinate. Predefinito: no.</translation>
  </message>
  <message>
   <source>Advanced parameters</source>
   <translation>Parametri avanzati</translation>
  </message>
  <message>
   <source>Agreement with the coarse cells</source>
   <translation>Concordanza con le celle grossolane</translation>
  </message>
  <message>
   <source>Allocation</source>
   <translation>Allocazione</translation>
  </message>
  <message>
   <source>An area needs at least three corners; click more of them, then finish again.</source>
   <translation>Un'area richiede almeno tre vertici; aggiungerne altri con un clic, poi terminare di nuovo.</translation>
  </message>
  <message>
   <source>Ancillary rasters</source>
   <translation>Raster ancillari</translation>
  </message>
  <message>
   <source>Applicability</source>
   <translation>Applicabilità</translation>
  </message>
  <message>
   <source>Area to check (geo_small)</source>
   <translation>Area da verificare (geo_small)</translation>
  </message>
  <message>
   <source>Area to map (geo_small)</source>
   <translation>Area da mappare (geo_small)</translation>
  </message>
  <message>
   <source>Band of the coarse map</source>
   <translation>Banda della mappa grossolana</translation>
  </message>
  <message>
   <source>Band that holds the class codes. Default 1.</source>
   <translation>Banda che contiene i codici di classe. Predefinito 1.</translation>
  </message>
  <message>
   <source>Band values are multiplied by this. Default 1: as the files tell, if they tell a scale.</source>
   <translation>I valori delle bande vengono moltiplicati per questo fattore. Predefinito 1: come indicato nei file, se indicano una scala.</translation>
  </message>
  <message>
   <source>Bands</source>
   <translation>Bande</translation>
  </message>
  <message>
   <source>Baseline</source>
   <translation>Mappa di confronto</translation>
  </message>
  <message>
   <source>Block cross-validated agreement</source>
   <translation>Concordanza in validazione incrociata a blocchi</translation>
  </message>
  <message>
   <source>Block cross-validated kappa</source>
   <translation>Kappa in validazione incrociata a blocchi</translation>
  </message>
  <message>
   <source>Buffer (coarse cells)</source>
   <translation>Buffer (celle grossolane)</translation>
  </message>
  <message>
   <source>CROSSWALK translates the codes of FINE_LABELS; leave it out with {source}.</source>
   <translation>CROSSWALK converte i codici di FINE_LABELS; con {source}, ometterlo.</translation>
  </message>
  <message>
   <source>CSV files (*.csv)</source>
   <translation>File CSV (*.csv)</translation>
  </message>
  <message>
   <source>CSV with from and to, codes or class names: from the classes of map and baseline to the reference's. A column level1 (or level2) in place of to holds classes of that level of the reference's legend. A column map holds the file name of the map a row is meant for; rows that name none are for MAP and BASELINE. Labels of POINTS are classes of the reference, or of that level. Example, three lines: from,to / 1,311 / 5,Mixed forest. Default: see MATCH.</source>
   <translation>CSV con le colonne from e to, codici o nomi di classe: dalle classi della mappa e della mappa di confronto a quelle del riferimento. Una colonna level1 (o level2) al posto di to contiene classi di quel livello della legenda del riferimento. Una colonna map contiene il nome del file della mappa a cui la riga è destinata; le righe che non ne indicano valgono per MAP e BASELINE. Le etichette di POINTS sono classi del riferimento, o di quel livello. Esempio, tre righe: from,to / 1,311 / 5,Mixed forest. Predefinito: vedere MATCH.</translation>
  </message>
  <message>
   <source>CSV with from and to, codes or class names: from the classes of the map to those of REFERENCE. A column level1 in place of to holds classes of that level.</source>
   <translation>CSV con le colonne from e to, codici o nomi di classe: dalle classi della mappa a quelle di REFERENCE. Una colonna level1 al posto di to contiene classi di quel livello.</translation>
  </message>
  <message>
   <source>CSV with the columns from and to: codes to translate before the legend applies, for example to merge classes. Codes that are not listed stay.</source>
   <translation>CSV con le colonne from e to: codici da convertire prima di applicare la legenda, ad esempio per unire classi. I codici non elencati restano invariati.</translation>
  </message>
  <message>
   <source>Cell (pixels along a side)</source>
   <translation>Cella (pixel per lato)</translation>
  </message>
  <message>
   <source>Check</source>
   <translation>Verifica</translation>
  </message>
  <message>
   <source>Check before upsampling</source>
   <translation>Verifica prima di affinare</translation>
  </message>
  <message>
   <source>Class field</source>
   <translation>Campo della classe</translation>
  </message>
  <message>
   <source>Class field of the points</source>
   <translation>Campo della classe dei punti</translation>
  </message>
  <message>
   <source>Class on the ground</source>
   <translation>Classe a terra</translation>
  </message>
  <message>
   <source>Classes learnt</source>
   <translation>Classi apprese</translation>
  </message>
  <message>
   <source>Classes of the map</source>
   <translation>Classi della mappa</translation>
  </message>
  <message>
   <source>Classes that occur</source>
   <translation>Classi presenti</translation>
  </message>
  <message>
   <source>Classes that were learnt</source>
   <translation>Classi apprese</translation>
  </message>
  <message>
   <source>Clean the samples</source>
   <translation>Ripulisci i campioni</translation>
  </message>
  <message>
   <source>Clear {layer}</source>
   <translation>Svuota {layer}</translation>
  </message>
  <message>
   <source>Click more corners. Backspace takes one back.</source>
   <translation>Fare clic per altri vertici. Backspace toglie l'ultimo.</translation>
  </message>
  <message>
   <source>Click the first corner, or hold Shift and drag a rectangle.</source>
   <translation>Fare clic per il primo vertice, oppure tenere premuto Shift e trascinare un rettangolo.</translation>
  </message>
  <message>
   <source>Cluster (Dask scheduler)</source>
   <translation>Cluster (scheduler Dask)</translation>
  </message>
  <message>
   <source>Coarse cells along one side of the blocks that cross-validation keeps whole, so that a forest is tested only where it has not been trained. Where most samples name no coarse cell they are kept together in squares instead, whose sides are a tenth of the longer side of the samples' area. Default 3.</source>
   <translation>Celle grossolane per lato dei blocchi che la validazione incrociata mantiene interi, così che la random forest sia verificata solo dove non è stata addestrata. Se la maggior parte dei campioni non indica una cella grossolana, i campioni vengono invece raggruppati in quadrati di lato pari a un decimo del lato maggiore della loro area. Predefinito 3.</translation>
  </message>
  <message>
   <source>Coarse cells that are unknown or hardly seen</source>
   <translation>Celle grossolane sconosciute o viste per meno di metà</translation>
  </message>
  <message>
   <source>Coarse cells with which the pixels agree</source>
   <translation>Celle grossolane con cui i pixel concordano</translation>
  </message>
  <message>
   <source>Coarse cells with which they do not agree yet</source>
   <translation>Celle grossolane con cui i pixel non concordano ancora</translation>
  </message>
  <message>
   <source>Coarse fractions</source>
   <translation>Frazioni delle celle grossolane</translation>
  </message>
  <message>
   <source>Coarse fractions to agree with</source>
   <translation>Frazioni delle celle grossolane da rispettare</translation>
  </message>
  <message>
   <source>Coarse labels</source>
   <translation>Etichette grossolane</translation>
  </message>
  <message>
   <source>Coarse land-cover map</source>
   <translation>Mappa grossolana di copertura del suolo</translation>
  </message>
  <message>
   <source>Coarse map</source>
   <translation>Mappa grossolana</translation>
  </message>
  <message>
   <source>Coarser level of the legend</source>
   <translation>Livello meno dettagliato della legenda</translation>
  </message>
  <message>
   <source>Compares a map with reference classes, a raster or labelled points on any grid, and puts a plain nearest-neighbour copy of the coarse map (BASELINE) and any other maps (MAPS) beside it over the same places: the pixels of MAP where each of them has a class. The comparison is repeated at the coarser levels of the reference's legend. In every matrix rows are the map and columns the reference.

Points drawn by validationpoints tell their strata, and accuracy and areas are estimated by them. Where the reference is the coarse map itself or was made from it, the report speaks of agreement, and estimates no areas.

Example: MAP = the fine map, REFERENCE = a finer land-cover map, BASELINE = the coarse labels.

Example with points: draw them with validationpoints (MAP = the fine map, STANDARD_ERROR = 0.02, OUTPUT = points.gpkg), choose a class for each in QGIS, then give MAP = the fine map, POINTS = points.gpkg, BASELINE = the coarse labels. The report then estimates overall accuracy with its 95 % interval, whether the map is better than the baseline, and the area of each class in hectares.</source>
   <translation>Confronta una mappa con classi di riferimento, un raster o punti etichettati su una griglia qualsiasi, e le affianca una semplice copia al vicino più prossimo della mappa grossolana (BASELINE) ed eventuali altre mappe (MAPS) negli stessi luoghi: i pixel di MAP in cui ciascuna di esse ha una classe. Il confronto viene ripetuto ai livelli meno dettagliati della legenda del riferimento. In ogni matrice le righe sono la mappa e le colonne il riferimento.

I punti estratti con validationpoints indicano i propri strati, in base ai quali si stimano accuratezza e aree. Se il riferimento è la mappa grossolana stessa o ne deriva, il rapporto parla di concordanza e non stima aree.

Esempio: MAP = la mappa dettagliata, REFERENCE = una mappa di copertura del suolo più dettagliata, BASELINE = le etichette grossolane.

Esempio con punti: estrarli con validationpoints (MAP = la mappa dettagliata, STANDARD_ERROR = 0.02, OUTPUT = points.gpkg), scegliere in QGIS una classe per ciascuno, poi indicare MAP = la mappa dettagliata, POINTS = points.gpkg, BASELINE = le etichette grossolane. Il rapporto stima allora l'accuratezza complessiva con il suo intervallo al 95 %, se la mappa è migliore della mappa di confronto e l'area di ogni classe in ettari.</translation>
  </message>
  <message>
   <source>Computes what the forest learns from: bands, spectral indices, mean and standard deviation around each pixel, terrain, ancillary rasters, coordinates. Each is a described band of one raster on the image's grid; a pixel without data in one band of the images has none in any.

Example: IMAGES = a Sentinel-2 scene with bands described B02, B03, B04, B08; DEM = SRTM.</source>
   <translation>Calcola ciò da cui la random forest apprende: bande, indici spettrali, media e deviazione standard intorno a ogni pixel, morfologia del terreno, raster ancillari, coordinate. Ogni caratteristica è una banda, con descrizione, di un unico raster sulla griglia dell'immagine; un pixel senza dati in una banda delle immagini non ne ha in nessuna.

Esempio: IMAGES = una scena Sentinel-2 con bande descritte come B02, B03, B04, B08; DEM = SRTM.</translation>
  </message>
  <message>
   <source>Confidence</source>
   <translation>Confidenza</translation>
  </message>
  <message>
   <source>Confusion matrix</source>
   <translation>Matrice di confusione</translation>
  </message>
  <message>
   <source>Context window (pixels)</source>
   <translation>Finestra di contesto (pixel)</translation>
  </message>
  <message>
   <source>Coordinates as features</source>
   <translation>Coordinate come caratteristiche</translation>
  </message>
  <message>
   <source>Copied</source>
   <translation>Copiato</translation>
  </message>
  <message>
   <source>Copy command</source>
   <translation>Copia comando</translation>
  </message>
  <message>
   <source>Copy diagnostics</source>
   <translation>Copia diagnostica</translation>
  </message>
  <message>
   <source>Copy diagnostics with full paths</source>
   <translation>Copia diagnostica con percorsi completi</translation>
  </message>
  <message>
   <source>Correction for the class shares of the samples in the fine map</source>
   <translation>Correzione per le proporzioni dei campioni nella mappa dettagliata</translation>
  </message>
  <message>
   <source>Correction of the training shares (0 to 1.5)</source>
   <translation>Correzione per le proporzioni dei campioni (da 0 a 1.5)</translation>
  </message>
  <message>
   <source>Counts</source>
   <translation>Conteggi</translation>
  </message>
  <message>
   <source>Crosswalk</source>
   <translation>Tabella di corrispondenza</translation>
  </message>
  <message>
   <source>Crosswalk to the reference</source>
   <translation>Corrispondenza con il riferimento</translation>
  </message>
  <message>
   <source>Dates</source>
   <translation>Date</translation>
  </message>
  <message>
   <source>Dates observed</source>
   <translation>Date osservate</translation>
  </message>
  <message>
   <source>Dates of the filled series</source>
   <translation>Date della serie senza lacune</translation>
  </message>
  <message>
   <source>Dates the polynomial is fitted to, an odd number. Default 5.</source>
   <translation>Numero di date, dispari, a cui si adatta il polinomio. Predefinito 5.</translation>
  </message>
  <message>
   <source>Days from one date of the result to the next. 30 (default) suits a year, 10 a season.</source>
   <translation>Giorni da una data del risultato alla successiva. 30 (predefinito) va bene per un anno, 10 per una stagione.</translation>
  </message>
  <message>
   <source>Degree of the polynomial, less than WINDOW. Default 2.</source>
   <translation>Grado del polinomio, inferiore a WINDOW. Predefinito 2.</translation>
  </message>
  <message>
   <source>Diagnostics</source>
   <translation>Diagnostica</translation>
  </message>
  <message>
   <source>Diagnostics as text</source>
   <translation>Diagnostica come testo</translation>
  </message>
  <message>
   <source>Disk needed (GB), at most</source>
   <translation>Disco necessario (GB), al massimo</translation>
  </message>
  <message>
   <source>Dissimilarity to the training samples; above the threshold in the file's tag AOA_THRESHOLD the model is used where it has not learnt.</source>
   <translation>Dissimilarità dai campioni di addestramento; oltre la soglia riportata nel tag AOA_THRESHOLD del file, il modello è usato dove non ha appreso.</translation>
  </message>
  <message>
   <source>Distance between samples (pixels)</source>
   <translation>Distanza tra i campioni (pixel)</translation>
  </message>
  <message>
   <source>Do a small part of the run on this machine, for about half a minute: a forest like the one to be, made of a few trees, and tiles of the map spread over GEO_SMALL. The time of the whole run follows from that, to within about a factor of two, and what it would be with 2, 4, 8 and 16 workers of a cluster. No file is written. A series whose gaps are filled first cannot be measured. Default: no, constants tell the order of magnitude.</source>
   <translation>Eseguire una piccola parte del lavoro su questa macchina, per circa mezzo minuto: una foresta come quella che si avrà, fatta di pochi alberi, e tasselli della mappa sparsi su GEO_SMALL. Se ne ricava il tempo dell'intera esecuzione, a meno di un fattore due circa, e quello che sarebbe con 2, 4, 8 e 16 worker di un cluster. Non viene scritto alcun file. Una serie le cui lacune vengono prima riempite non può essere misurata. Predefinito: no, delle costanti danno l'ordine di grandezza.</translation>
  </message>
  <message>
   <source>Draw</source>
   <translation>Disegna</translation>
  </message>
  <message>
   <source>Draw geo (training area)</source>
   <translation>Disegna geo (area di addestramento)</translation>
  </message>
  <message>
   <source>Draw geo_small (area to map)</source>
   <translation>Disegna geo_small (area da mappare)</translation>
  </message>
  <message>
   <source>Draw polygons on the map, into the layer {layer}</source>
   <translation>Disegna poligoni sulla mappa, nel layer {layer}</translation>
  </message>
  <message>
   <source>Draw validation points</source>
   <translation>Estrai punti di validazione</translation>
  </message>
  <message>
   <source>Draws pixels of the features, each labelled with the class of the coarse cell it lies in, BUFFER or more from other classes. Pixels without data in some feature, or in cells with an unknown code, are never drawn.

Example: COARSE = the prepared labels, FEATURES = the features, GEO = a polygon with all classes of interest.</source>
   <translation>Estrae pixel delle caratteristiche, ciascuno etichettato con la classe della cella grossolana in cui si trova, a distanza BUFFER o maggiore dalle altre classi. I pixel senza dati in qualche caratteristica, o in celle con un codice sconosciuto, non vengono mai estratti.

Esempio: COARSE = le etichette preparate, FEATURES = le caratteristiche, GEO = un poligono con tutte le classi di interesse.</translation>
  </message>
  <message>
   <source>Draws random pixels of a map, so many that its overall accuracy will be known with the standard error you ask for though rare classes get points as well: never fewer than overall accuracy alone takes (Olofsson et al. 2014, eq. 13), and the log says both numbers. The points come in random order with an empty field class: open the layer in QGIS, look at each pixel's outline over a better image, and choose the class you see in the form, or 'cannot tell' rather than guess: the report counts such points apart. What the map says is hidden, so that it does not lead you. Then give the layer to the accuracy report as POINTS.

Example: MAP = the fine map, EXPECTED_ACCURACY = 0.9;13=0.6, STANDARD_ERROR = 0.02.</source>
   <translation>Estrae pixel casuali di una mappa, in numero tale da conoscerne l'accuratezza complessiva con l'errore standard richiesto, pur assegnando punti anche alle classi rare: mai meno di quanti ne richieda la sola accuratezza complessiva (Olofsson et al. 2014, eq. 13); il log riporta entrambi i numeri. I punti sono in ordine casuale, con il campo class vuoto: aprire il layer in QGIS, osservare il contorno di ogni pixel su un'immagine migliore e scegliere nel modulo la classe che si vede, oppure 'non determinabile' anziché indovinare: il rapporto conta questi punti a parte. Ciò che dice la mappa è nascosto, perché non influenzi la scelta. Infine indicare il layer come POINTS nel rapporto di accuratezza.

Esempio: MAP = la mappa dettagliata, EXPECTED_ACCURACY = 0.9;13=0.6, STANDARD_ERROR = 0.02.</translation>
  </message>
  <message>
   <source>Elevation in metres; adds elevation, slope, aspect and relative height. Any grid. Where it has no data, no samples are drawn, and the map goes by the image.</source>
   <translation>Quota in metri; aggiunge quota, pendenza, esposizione e altezza relativa. Griglia qualsiasi. Dove non ha dati non si estraggono campioni, e la mappa si basa sull'immagine.</translation>
  </message>
  <message>
   <source>Elevation model (metres)</source>
   <translation>Modello di elevazione (metri)</translation>
  </message>
  <message>
   <source>Entropy</source>
   <translation>Entropia</translation>
  </message>
  <message>
   <source>Estimated share of coarse cells with a wrong label</source>
   <translation>Frazione stimata di celle grossolane con etichetta errata</translation>
  </message>
  <message>
   <source>Every figure, for programs.</source>
   <translation>Tutti i valori, in forma leggibile da programmi.</translation>
  </message>
  <message>
   <source>Every figure, for programs; shares 0 to 1. Default: not written.</source>
   <translation>Tutti i valori, in forma leggibile da programmi; frazioni da 0 a 1. Predefinito: non scritto.</translation>
  </message>
  <message>
   <source>Everything found, as JSON</source>
   <translation>Tutti i riscontri, in JSON</translation>
  </message>
  <message>
   <source>Expected accuracy</source>
   <translation>Accuratezza attesa</translation>
  </message>
  <message>
   <source>Exponent, 0 to 1.5, with which the forest is freed from how common each class is among its samples; 0: not at all, 1: fully. Default, when empty: chosen by self-validation together with the weight of the coarse map.</source>
   <translation>Esponente, da 0 a 1.5, con cui la random forest viene svincolata dalla frequenza di ogni classe fra i suoi campioni; 0: per nulla, 1: del tutto. Predefinito, se vuoto: scelto per autovalidazione insieme al peso della mappa grossolana.</translation>
  </message>
  <message>
   <source>Exponent, 0 to 2, with which the classes of the coarse map around a pixel count; 0: the coarse map is not used. Default, when empty: chosen by self-validation (what brings the coarse map back best from a degraded one), 0.5 where training could not try it.</source>
   <translation>Esponente, da 0 a 2, con cui contano le classi della mappa grossolana intorno a un pixel; 0: la mappa grossolana non è usata. Predefinito, se vuoto: scelto per autovalidazione (quello che meglio ricostruisce la mappa grossolana da una sua versione degradata), 0.5 se l'addestramento non ha potuto provarlo.</translation>
  </message>
  <message>
   <source>FIELD: '{field}' is what the map said when the points were drawn, so the map would be judged by itself; choose the field of the labels, usually 'class'.</source>
   <translation>FIELD: '{field}' è ciò che diceva la mappa quando i punti sono stati estratti, quindi la mappa sarebbe giudicata da sé stessa; scegliere il campo delle etichette, di solito 'class'.</translation>
  </message>
  <message>
   <source>FIELD: '{field}' tells how the points were drawn, not what is there; choose the field of the labels, usually 'class'.</source>
   <translation>FIELD: '{field}' dice come sono stati estratti i punti, non che cosa c'è sul posto; scegliere il campo delle etichette, di solito 'class'.</translation>
  </message>
  <message>
   <source>Features</source>
   <translation>Caratteristiche</translation>
  </message>
  <message>
   <source>Fewest points of a class</source>
   <translation>Punti minimi per classe</translation>
  </message>
  <message>
   <source>Fewest samples of a class</source>
   <translation>Campioni minimi per classe</translation>
  </message>
  <message>
   <source>Fewest training samples in a leaf of a tree. Default 3.</source>
   <translation>Numero minimo di campioni di addestramento in una foglia di un albero. Predefinito 3.</translation>
  </message>
  <message>
   <source>Fewest training samples in a leaf of a tree. Default, when empty: half the samples a coarse cell has on average, between 5 and 100, because samples of one cell carry one label and do not confirm each other; 5 where the samples name no coarse cell.</source>
   <translation>Numero minimo di campioni di addestramento in una foglia di un albero. Predefinito, se vuoto: metà dei campioni che una cella grossolana ha in media, fra 5 e 100, perché i campioni di una stessa cella portano un'unica etichetta e non si confermano a vicenda; 5 se i campioni non indicano una cella grossolana.</translation>
  </message>
  <message>
   <source>Field of POINTS with the class code or the class name, such as 12 or Croplands. Default: class.</source>
   <translation>Campo di POINTS con il codice o il nome della classe, ad esempio 12 o Croplands. Predefinito: class.</translation>
  </message>
  <message>
   <source>Field of PURE_SAMPLES with the class code, or the class name. Default class.</source>
   <translation>Campo di PURE_SAMPLES con il codice o il nome della classe. Predefinito class.</translation>
  </message>
  <message>
   <source>Field with the class code, or the class name. Default class.</source>
   <translation>Campo con il codice o il nome della classe. Predefinito class.</translation>
  </message>
  <message>
   <source>Filled series</source>
   <translation>Serie senza lacune</translation>
  </message>
  <message>
   <source>Findings (JSON)</source>
   <translation>Riscontri (JSON)</translation>
  </message>
  <message>
   <source>Finds the legend of a coarse land-cover map and writes the map with class codes, names and colours on its own grid. Codes the legend does not know become nodata and are counted.

Example: COARSE = MCD12Q1 of 2018 in its sinusoidal projection, LEGEND = auto.</source>
   <translation>Individua la legenda di una mappa grossolana di copertura del suolo e scrive la mappa con codici, nomi e colori delle classi sulla sua stessa griglia. I codici che la legenda non conosce diventano nodata e vengono contati.

Esempio: COARSE = MCD12Q1 del 2018 nella sua proiezione sinusoidale, LEGEND = auto.</translation>
  </message>
  <message>
   <source>Fine labels</source>
   <translation>Etichette dettagliate</translation>
  </message>
  <message>
   <source>Fine map</source>
   <translation>Mappa dettagliata</translation>
  </message>
  <message>
   <source>Fine map from a time series</source>
   <translation>Mappa dettagliata da serie temporale</translation>
  </message>
  <message>
   <source>Fine map, step by step</source>
   <translation>Mappa dettagliata, passo per passo</translation>
  </message>
  <message>
   <source>Fine reference classes to compare the map with. Any grid.</source>
   <translation>Classi di riferimento dettagliate con cui confrontare la mappa. Griglia qualsiasi.</translation>
  </message>
  <message>
   <source>FineCover models (*.fcm)</source>
   <translation>Modelli FineCover (*.fcm)</translation>
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in Terminal and restart QGIS; or let the plugin QPIP install them:</source>
   <translation>FineCover richiede pacchetti Python che mancano: {names}. Eseguire questo comando nel Terminale e riavviare QGIS, oppure farli installare dal plugin QPIP:</translation>
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in a terminal and restart QGIS:</source>
   <translation>FineCover richiede pacchetti Python che mancano: {names}. Eseguire questo comando in un terminale e riavviare QGIS:</translation>
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in the OSGeo4W Shell (Start menu) and restart QGIS; or let the plugin QPIP install them:</source>
   <translation>FineCover richiede pacchetti Python che mancano: {names}. Eseguire questo comando nella OSGeo4W Shell (menu Start) e riavviare QGIS, oppure farli installare dal plugin QPIP:</translation>
  </message>
  <message>
   <source>FineCover: accuracy of {map}</source>
   <translation>FineCover: accuratezza di {map}</translation>
  </message>
  <message>
   <source>FineCover: agreement of {map} with its reference</source>
   <translation>FineCover: concordanza di {map} con il suo riferimento</translation>
  </message>
  <message>
   <source>FineCover: training</source>
   <translation>FineCover: addestramento</translation>
  </message>
  <message>
   <source>First date of the filled series, for example 2019-01-01. Observations up to 60 days (with MAX_GAP_DAYS, that and 60 days) earlier help at its beginning. Default: the date of the first image.</source>
   <translation>Prima data della serie senza lacune, ad esempio 2019-01-01. Le osservazioni fino a 60 giorni prima (con MAX_GAP_DAYS, fino a quel valore più 60 giorni) aiutano al suo inizio. Predefinito: la data della prima immagine.</translation>
  </message>
  <message>
   <source>Fitting anew to the pixels (rounds)</source>
   <translation>Riadattamento ai pixel (iterazioni)</translation>
  </message>
  <message>
   <source>For LEGEND = file: CSV with code, name and color; lc.json with values, label and palette; a QGIS style (.qml); or a colour map (.txt, .clr).</source>
   <translation>Per LEGEND = file: CSV con code, name e color; lc.json con values, label e palette; uno stile QGIS (.qml); oppure una mappa colori (.txt, .clr).</translation>
  </message>
  <message>
   <source>For POINTS. auto (default): the strata they carry, as validationpoints writes them, else simple. simple: points drawn at random over the map. stratified: drawn at random within each class of the map. poststratified: drawn at random over the map, and weighted by the area of its classes afterwards.</source>
   <translation>Per POINTS. auto (predefinito): gli strati riportati nei punti, come li scrive validationpoints, altrimenti simple. simple: punti estratti a caso su tutta la mappa. stratified: estratti a caso entro ogni classe della mappa. poststratified: estratti a caso su tutta la mappa e pesati a posteriori con l'area delle sue classi.</translation>
  </message>
  <message>
   <source>For compromise and neyman: what each class of the map gets at least. A class with fewer pixels gets all of them; where TOTAL is too small for that, each gets as many as it allows. Default 50.</source>
   <translation>Per compromise e neyman: quanti punti riceve almeno ogni classe della mappa. Di una classe con meno pixel si prendono tutti; se TOTAL è troppo piccolo, ogni classe ne riceve quanti TOTAL consente. Predefinito 50.</translation>
  </message>
  <message>
   <source>For images of many dates: first fills their gaps, as fillgaps does, and makes an image every so many days, for example 30 (which is also taken where only MASKS is given). Default: the images are used as they are.</source>
   <translation>Per immagini di molte date: ne colma prima le lacune, come fa fillgaps, e produce un'immagine ogni tanti giorni quanti indicati, ad esempio 30 (valore usato anche quando è indicato solo MASKS). Predefinito: le immagini sono usate così come sono.</translation>
  </message>
  <message>
   <source>For images of several dates, in place of the single dates, separated by commas: mean, median, min, max, std, range, percentiles such as p10. Where every image has a date also these of a quarter of the year, such as median_q1 (January to March); amplitude and phase of the yearly wave, amplitude2 and phase2 of the half-yearly one; date_max, when the value is highest. Phase and date_max are days of the year. A pixel without data for one of them has none. Default: every date is used as it is.</source>
   <translation>Per immagini di più date, al posto delle singole date, separate da virgole: mean, median, min, max, std, range, percentili come p10. Se ogni immagine ha una data, anche quelle di un trimestre, come median_q1 (da gennaio a marzo); amplitude e phase dell'onda annuale, amplitude2 e phase2 di quella semestrale; date_max, quando il valore è massimo. phase e date_max sono giorni dell'anno. Un pixel senza dati per una di esse non ne ha in nessuna. Predefinito: ogni data è usata così com'è.</translation>
  </message>
  <message>
   <source>For proportional_clipped. Default 600.</source>
   <translation>Per proportional_clipped. Predefinito 600.</translation>
  </message>
  <message>
   <source>For proportional_clipped. Default 8000.</source>
   <translation>Per proportional_clipped. Predefinito 8000.</translation>
  </message>
  <message>
   <source>For sentinel2_scl: classes that count as observed. Default 2,4,5,6,7 (dark areas, vegetation, bare ground, water, unclassified); add 11 to keep snow.</source>
   <translation>Per sentinel2_scl: classi che valgono come osservate. Predefinito 2,4,5,6,7 (aree scure, vegetazione, suolo nudo, acqua, non classificato); aggiungere 11 per mantenere la neve.</translation>
  </message>
  <message>
   <source>For soft maps of cells larger than the pixels of the images: the result has a pixel for each square of so many pixels, with the mean of each feature and, under its name with _spread, how much each band and index differs within the square. Default 1: a pixel for each pixel.</source>
   <translation>Per mappe di frazioni di celle più grandi dei pixel delle immagini: il risultato ha un pixel per ogni quadrato di altrettanti pixel, con la media di ogni caratteristica e, sotto il suo nome con _spread, quanto ogni banda e ogni indice variano nel quadrato. Predefinito 1: un pixel per ogni pixel.</translation>
  </message>
  <message>
   <source>Forest</source>
   <translation>Random forest</translation>
  </message>
  <message>
   <source>Fractions</source>
   <translation>Frazioni</translation>
  </message>
  <message>
   <source>Fractions of the coarser level</source>
   <translation>Frazioni del livello meno dettagliato</translation>
  </message>
  <message>
   <source>From</source>
   <translation>Data iniziale</translation>
  </message>
  <message>
   <source>Further maps to compare with the same reference over the same places, such as other products; each is called by its file. Any grid, coordinate system and legend. Default: none.</source>
   <translation>Altre mappe da confrontare con lo stesso riferimento negli stessi luoghi, ad esempio altri prodotti; ciascuna prende il nome dal proprio file. Griglia, sistema di riferimento e legenda qualsiasi. Predefinito: nessuna.</translation>
  </message>
  <message>
   <source>GEO is not used, because COARSE is not given: it only tells which cells of COARSE to leave out.</source>
   <translation>GEO non è usato, perché COARSE non è indicato: serve solo a dire quali celle di COARSE escludere.</translation>
  </message>
  <message>
   <source>GEO is not used: PURE_SAMPLES are all learnt from.</source>
   <translation>GEO non è usato: si apprende da tutti i campioni di PURE_SAMPLES.</translation>
  </message>
  <message>
   <source>Gain in kappa expected over a copy of the coarse map</source>
   <translation>Guadagno di kappa atteso rispetto a una copia della mappa grossolana</translation>
  </message>
  <message>
   <source>GeoTIFF of class codes with the legend's colours and names; .qml beside it.</source>
   <translation>GeoTIFF di codici di classe con colori e nomi della legenda; file .qml accanto.</translation>
  </message>
  <message>
   <source>GeoTIFF of the class of LEVEL with the largest share. It need not be the one that the class in HARD_MAP belongs to: two classes of a fifth each outweigh one of a third.</source>
   <translation>GeoTIFF della classe di LEVEL con la frazione maggiore. Non è necessariamente quella a cui appartiene la classe di HARD_MAP: due classi da un quinto ciascuna pesano più di una da un terzo.</translation>
  </message>
  <message>
   <source>GeoTIFF of the class with the largest share, with the legend's colours and names.</source>
   <translation>GeoTIFF della classe con la frazione maggiore, con colori e nomi della legenda.</translation>
  </message>
  <message>
   <source>GeoTIFF on the coarse map's grid, with colours and names; .qml beside it.</source>
   <translation>GeoTIFF sulla griglia della mappa grossolana, con colori e nomi; file .qml accanto.</translation>
  </message>
  <message>
   <source>GeoTIFF with a band for each class of LEVEL: the sum of the shares of its classes, 0 to 1.</source>
   <translation>GeoTIFF con una banda per ogni classe di LEVEL: la somma delle frazioni delle classi che la compongono, da 0 a 1.</translation>
  </message>
  <message>
   <source>GeoTIFF with a band for each class, named like it: its share of the pixel, 0 to 1; the bands sum to 1.</source>
   <translation>GeoTIFF con una banda per ogni classe, che ne porta il nome: la frazione del pixel che la classe occupa, da 0 a 1; la somma delle bande è 1.</translation>
  </message>
  <message>
   <source>GeoTIFF, 32-bit floats, a described band per date and band.</source>
   <translation>GeoTIFF, virgola mobile a 32 bit, una banda con descrizione per ogni data e banda.</translation>
  </message>
  <message>
   <source>GeoTIFF, 32-bit floats, one described band per feature.</source>
   <translation>GeoTIFF, virgola mobile a 32 bit, una banda con descrizione per ogni caratteristica.</translation>
  </message>
  <message>
   <source>Give either REFERENCE (a raster) or POINTS (a layer), and only one.</source>
   <translation>Indicare REFERENCE (un raster) oppure POINTS (un layer), uno solo dei due.</translation>
  </message>
  <message>
   <source>Give exactly one of FINE_LABELS, COARSE_FRACTIONS and PURE_SAMPLES; given: {given}.</source>
   <translation>Indicare esattamente uno fra FINE_LABELS, COARSE_FRACTIONS e PURE_SAMPLES; indicati: {given}.</translation>
  </message>
  <message>
   <source>Go on where an earlier run of the same map stopped, by an error, a power cut or Cancel: the finished tiles of a long map are kept beside it, and the result is the same to the last byte. Where an input or a setting has changed since, and with no, the run starts afresh. Default yes.</source>
   <translation>Continua da dove si è fermata un'esecuzione precedente della stessa mappa, per un errore, un'interruzione di corrente o Annulla: i riquadri finiti di una mappa lunga sono conservati accanto ad essa, e il risultato è lo stesso fino all'ultimo byte. Se nel frattempo un dato in ingresso o un'impostazione è cambiato, e con no, si ricomincia da capo. Predefinito: sì.</translation>
  </message>
  <message>
   <source>Go on with a run that stopped</source>
   <translation>Continuare un'esecuzione interrotta</translation>
  </message>
  <message>
   <source>Grow masks by (pixels)</source>
   <translation>Dilatazione delle maschere (pixel)</translation>
  </message>
  <message>
   <source>HTML files (*.html)</source>
   <translation>File HTML (*.html)</translation>
  </message>
  <message>
   <source>Hard map</source>
   <translation>Mappa della classe prevalente</translation>
  </message>
  <message>
   <source>Hard map of the coarser level</source>
   <translation>Mappa della classe prevalente del livello meno dettagliato</translation>
  </message>
  <message>
   <source>Harmonic: waves a year</source>
   <translation>Armonica: onde all'anno</translation>
  </message>
  <message>
   <source>Homogeneity (0 to 1)</source>
   <translation>Omogeneità (da 0 a 1)</translation>
  </message>
  <message>
   <source>Hours; an order of magnitude without MEASURE</source>
   <translation>Ore; senza MEASURE, un ordine di grandezza</translation>
  </message>
  <message>
   <source>How evenly the probabilities spread over the classes, in percent: 0 one class is certain, 100 all are equally likely.</source>
   <translation>Quanto uniformemente le probabilità si distribuiscono fra le classi, in percentuale: 0 una classe è certa, 100 tutte sono ugualmente probabili.</translation>
  </message>
  <message>
   <source>How many points you can label, in place of STANDARD_ERROR: so many are drawn, or all pixels if the map has fewer. Default: as many as reach STANDARD_ERROR, shared out by ALLOCATION and MIN_PER_CLASS.</source>
   <translation>Quanti punti si possono etichettare, al posto di STANDARD_ERROR: se ne estrae questo numero, o tutti i pixel se la mappa ne ha meno. Predefinito: quanti bastano per raggiungere STANDARD_ERROR, ripartiti secondo ALLOCATION e MIN_PER_CLASS.</translation>
  </message>
  <message>
   <source>How mixed a pixel is, in percent: 0 one class has all of it, 100 all classes have the same share.</source>
   <translation>Quanto è misto un pixel, in percentuale: 0 una classe lo occupa tutto, 100 tutte le classi hanno la stessa frazione.</translation>
  </message>
  <message>
   <source>How often classes are mixed</source>
   <translation>Frequenza delle classi nelle miscele</translation>
  </message>
  <message>
   <source>How often each pixel was observed between the first and the last date of the result.</source>
   <translation>Quante volte ogni pixel è stato osservato fra la prima e l'ultima data del risultato.</translation>
  </message>
  <message>
   <source>Images</source>
   <translation>Immagini</translation>
  </message>
  <message>
   <source>JSON files (*.json)</source>
   <translation>File JSON (*.json)</translation>
  </message>
  <message>
   <source>Kappa</source>
   <translation>Kappa</translation>
  </message>
  <message>
   <source>Kappa estimated by the design</source>
   <translation>Kappa stimato in base al disegno</translation>
  </message>
  <message>
   <source>Kappa of the baseline</source>
   <translation>Kappa della mappa di confronto</translation>
  </message>
  <message>
   <source>Kappa of the baseline estimated by the design</source>
   <translation>Kappa della mappa di confronto stimato in base al disegno</translation>
  </message>
  <message>
   <source>Keep folders and your user name, which are left out otherwise. Default: no.</source>
   <translation>Mantiene le cartelle e il nome utente, che altrimenti vengono omessi. Predefinito: no.</translation>
  </message>
  <message>
   <source>Keep only inside</source>
   <translation>Area da mantenere</translation>
  </message>
  <message>
   <source>LEGEND is layer, but {source} shows no classes in QGIS; choose auto, file or a public legend.</source>
   <translation>LEGEND è layer, ma {source} non mostra classi in QGIS; scegliere auto, file o una legenda pubblica.</translation>
  </message>
  <message>
   <source>LEGEND_FILE is given, but LEGEND is {kind}; choose LEGEND=file, or leave it out.</source>
   <translation>LEGEND_FILE è indicato, ma LEGEND è {kind}; scegliere LEGEND=file oppure omettere LEGEND_FILE.</translation>
  </message>
  <message>
   <source>LEGEND_FILE is missing; LEGEND=file needs one.</source>
   <translation>Manca LEGEND_FILE; LEGEND=file lo richiede.</translation>
  </message>
  <message>
   <source>Labelled points, in place of REFERENCE, such as the layer of validationpoints. Any coordinate system. Points without a label are left out and counted.</source>
   <translation>Punti etichettati, al posto di REFERENCE, ad esempio il layer di validationpoints. Sistema di riferimento qualsiasi. I punti senza etichetta vengono esclusi e contati.</translation>
  </message>
  <message>
   <source>Largest difference between a coarse cell and its pixels, as a share</source>
   <translation>Massima differenza fra una cella grossolana e i suoi pixel, come frazione</translation>
  </message>
  <message>
   <source>Least share, 0 to 1, of a cell and its neighbours that must have its class. Default 0.</source>
   <translation>Frazione minima, da 0 a 1, di una cella e delle celle vicine che deve avere la classe della cella. Predefinito 0.</translation>
  </message>
  <message>
   <source>Leave out samples of coarse cells whose label is probably wrong, by what trees that have not seen the cell make of its pixels and by the cells around it; and samples in a spectral cluster that is nearly all another class. Where most samples name no coarse cell they are judged one by one (confident learning); where they do, but cross-validation by blocks is not possible, none is left out. Default yes.</source>
   <translation>Esclude i campioni delle celle grossolane la cui etichetta è probabilmente errata, in base a come ne giudicano i pixel gli alberi che non hanno visto la cella e in base alle celle circostanti; esclude anche i campioni in un cluster spettrale che appartiene quasi del tutto a un'altra classe. Se la maggior parte dei campioni non indica una cella grossolana, i campioni vengono giudicati uno per uno (confident learning); se la indica, ma la validazione incrociata a blocchi non è possibile, non ne viene escluso nessuno. Predefinito sì.</translation>
  </message>
  <message>
   <source>Legend</source>
   <translation>Legenda</translation>
  </message>
  <message>
   <source>Legend file</source>
   <translation>File di legenda</translation>
  </message>
  <message>
   <source>Level of the legend</source>
   <translation>Livello della legenda</translation>
  </message>
  <message>
   <source>Longest gap (days)</source>
   <translation>Lacuna massima (giorni)</translation>
  </message>
  <message>
   <source>Look for problems, and tell the memory, disk and time the run needs, without starting it.</source>
   <translation>Cerca problemi e indica la memoria, il disco e il tempo richiesti dall'esecuzione, senza avviarla.</translation>
  </message>
  <message>
   <source>Looking at the parameters …</source>
   <translation>Esame dei parametri in corso …</translation>
  </message>
  <message>
   <source>MASK_DILATION is given, but MASKS is empty, so that there is nothing to grow; give the masks, or leave MASK_DILATION at 0.</source>
   <translation>MASK_DILATION è indicato, ma MASKS è vuoto, quindi non c'è nulla da dilatare; indicare le maschere oppure lasciare MASK_DILATION a 0.</translation>
  </message>
  <message>
   <source>Macro F1</source>
   <translation>F1 macro</translation>
  </message>
  <message>
   <source>Macro F1 estimated by the design</source>
   <translation>F1 macro stimata in base al disegno</translation>
  </message>
  <message>
   <source>Macro F1 of the baseline</source>
   <translation>F1 macro della mappa di confronto</translation>
  </message>
  <message>
   <source>Macro F1 of the baseline estimated by the design</source>
   <translation>F1 macro della mappa di confronto stimata in base al disegno</translation>
  </message>
  <message>
   <source>Makes a land-cover map at the image's pixel size from a coarse one: samples are drawn from the coarse map inside GEO, a random forest learns them from the image, and GEO_SMALL is mapped. The map is the same as that of the steps 1 to 5 one after the other. Only here it is compared with the coarse cells (CELLS, and in the report), and only here is told which classes of the coarse map occur in GEO or in GEO_SMALL alone. The report says what gain over a plain copy of the coarse map may be expected and how far to trust the map; with REFERENCE it shows the accuracy as step 6 does, with that of the plain copy beside it. A raster of the map whose name ends in .vrt is written as many GeoTIFFs in a folder beside it, for maps of a whole country.

Images of many dates with clouds: STEP_DAYS and MASKS fill their gaps first, as fillgaps does, and STATISTICS tells what is learnt of the year.

Example: IMAGES = a Sentinel-2 scene, COARSE = MODIS MCD12Q1, GEO and GEO_SMALL = two polygons drawn on the image.</source>
   <translation>Produce una mappa di copertura del suolo con la dimensione del pixel dell'immagine a partire da una mappa grossolana: si estraggono campioni dalla mappa grossolana entro GEO, una random forest li apprende dall'immagine e GEO_SMALL viene mappata. La mappa è la stessa che si ottiene con i passi da 1 a 5 uno dopo l'altro. Solo qui viene confrontata con le celle grossolane (CELLS, e nel rapporto), e solo qui si indica quali classi della mappa grossolana sono presenti soltanto in GEO o soltanto in GEO_SMALL. Il rapporto dice quale guadagno ci si può attendere rispetto a una semplice copia della mappa grossolana e fino a che punto fidarsi della mappa; con REFERENCE ne mostra l'accuratezza come il passo 6, accanto a quella della semplice copia. Un raster della mappa il cui nome termina in .vrt viene scritto come più GeoTIFF in una cartella accanto, per le mappe di un intero paese.

Immagini di molte date con nuvole: STEP_DAYS e MASKS ne colmano prima le lacune, come fillgaps, e STATISTICS indica che cosa si apprende dell'anno.

Esempio: IMAGES = una scena Sentinel-2, COARSE = MODIS MCD12Q1, GEO e GEO_SMALL = due poligoni disegnati sull'immagine.</translation>
  </message>
  <message>
   <source>Makes a regular series of a year's images: what masks and nodata leave out is interpolated in time, pixel by pixel, flat before the first and after the last observation, and smoothed if you like. Several scenes of one date are joined; the first that observed a pixel counts. The result has a band per date and band, described like nir_2019-01-31, and goes on to computefeatures (see STATISTICS there).

Example: IMAGES = 30 Sentinel-2 scenes of 2019, MASKS = their SCL rasters, MASK_TYPE = sentinel2_scl, START = 2019-01-01, END = 2019-12-31, STEP_DAYS = 30.</source>
   <translation>Produce una serie regolare dalle immagini di un anno: ciò che maschere e nodata escludono viene interpolato nel tempo, pixel per pixel, con valore costante prima della prima e dopo l'ultima osservazione, e a richiesta lisciato. Più scene della stessa data vengono unite; vale la prima che ha osservato un pixel. Il risultato ha una banda per ogni data e banda, con descrizioni come nir_2019-01-31, e può essere passato a computefeatures (vedere lì STATISTICS).

Esempio: IMAGES = 30 scene Sentinel-2 del 2019, MASKS = i loro raster SCL, MASK_TYPE = sentinel2_scl, START = 2019-01-01, END = 2019-12-31, STEP_DAYS = 30.</translation>
  </message>
  <message>
   <source>Map</source>
   <translation>Mappa</translation>
  </message>
  <message>
   <source>Mapped pixels</source>
   <translation>Pixel mappati</translation>
  </message>
  <message>
   <source>Maps the features with a model. With COARSE, the classes that are common in the coarse map around a pixel become more likely (PRIOR_WEIGHT). Features are matched to the model by name. A raster whose name ends in .vrt is written as many GeoTIFFs in a folder beside it, for maps of a whole country.

Example: FEATURES = the features, MODEL = the model, COARSE = the prepared labels, GEO_SMALL = the polygon to map.</source>
   <translation>Classifica le caratteristiche con un modello. Con COARSE, le classi comuni nella mappa grossolana intorno a un pixel diventano più probabili (PRIOR_WEIGHT). Le caratteristiche vengono associate al modello per nome. Un raster il cui nome finisce in .vrt viene scritto come molti GeoTIFF in una cartella accanto ad esso, per mappe di un intero paese.

Esempio: FEATURES = le caratteristiche, MODEL = il modello, COARSE = le etichette preparate, GEO_SMALL = il poligono da mappare.</translation>
  </message>
  <message>
   <source>Maps the share of each class in every pixel with a model of trainfractions: a band per class, which sum to 1. The shares of a coarser level of the legend are the sums of those of its classes. With COARSE_FRACTIONS the pixels of each coarse cell are made to agree with the shares known of it. Features are matched to the model by name; a pixel that lacks one of them has no data and is counted.

Example: FEATURES = the features, MODEL = shares.fcm, GEO_SMALL = the polygon to map, OUTPUT = shares.tif, HARD_MAP = classes.tif.</source>
   <translation>Mappa la frazione di ogni classe in ciascun pixel con un modello di trainfractions: una banda per classe, e la somma delle bande è 1. Le frazioni di un livello meno dettagliato della legenda sono le somme di quelle delle classi che vi appartengono. Con COARSE_FRACTIONS i pixel di ogni cella grossolana vengono resi concordi con le frazioni che se ne conoscono. Le caratteristiche vengono associate al modello per nome; un pixel a cui ne manca una resta senza dati e viene contato.

Esempio: FEATURES = le caratteristiche, MODEL = shares.fcm, GEO_SMALL = il poligono da mappare, OUTPUT = shares.tif, HARD_MAP = classes.tif.</translation>
  </message>
  <message>
   <source>Margin</source>
   <translation>Margine</translation>
  </message>
  <message>
   <source>Masks</source>
   <translation>Maschere</translation>
  </message>
  <message>
   <source>Masks are</source>
   <translation>Tipo di maschere</translation>
  </message>
  <message>
   <source>Matching of maps without crosswalk</source>
   <translation>Abbinamento delle mappe senza tabella</translation>
  </message>
  <message>
   <source>Mean IoU</source>
   <translation>IoU media</translation>
  </message>
  <message>
   <source>Mean IoU estimated by the design</source>
   <translation>IoU media stimata in base al disegno</translation>
  </message>
  <message>
   <source>Mean IoU of the baseline</source>
   <translation>IoU media della mappa di confronto</translation>
  </message>
  <message>
   <source>Mean IoU of the baseline estimated by the design</source>
   <translation>IoU media della mappa di confronto stimata in base al disegno</translation>
  </message>
  <message>
   <source>Mean absolute error of always the mean shares</source>
   <translation>Errore assoluto medio se si prevedono sempre le frazioni medie</translation>
  </message>
  <message>
   <source>Mean absolute error of the shares, at random pixels</source>
   <translation>Errore assoluto medio delle frazioni, su pixel casuali</translation>
  </message>
  <message>
   <source>Mean absolute error of the shares, in whole blocks</source>
   <translation>Errore assoluto medio delle frazioni, su blocchi interi</translation>
  </message>
  <message>
   <source>Mean entropy of the mixtures, percent</source>
   <translation>Entropia media delle miscele, in percentuale</translation>
  </message>
  <message>
   <source>Mean number of observations of a pixel</source>
   <translation>Numero medio di osservazioni per pixel</translation>
  </message>
  <message>
   <source>Measure what each kind of input is worth</source>
   <translation>Misura il contributo di ogni tipo di dati</translation>
  </message>
  <message>
   <source>Memory (GB)</source>
   <translation>Memoria (GB)</translation>
  </message>
  <message>
   <source>Memory needed (GB), about</source>
   <translation>Memoria necessaria (GB), circa</translation>
  </message>
  <message>
   <source>Metrics</source>
   <translation>Metriche</translation>
  </message>
  <message>
   <source>Minimum mapping unit (pixels)</source>
   <translation>Unità minima cartografabile (pixel)</translation>
  </message>
  <message>
   <source>Minutes, as an order of magnitude</source>
   <translation>Minuti, come ordine di grandezza</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>Modello</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>Modelli</translation>
  </message>
  <message>
   <source>More rasters used as features as they are (rainfall, evapotranspiration, temperature, radar, population), called by their bands' descriptions or their files. Any grid: bilinear where coarser than the image, averaged where finer. Where one has no data, no samples are drawn, and the map goes by the others.</source>
   <translation>Altri raster usati come caratteristiche così come sono (precipitazioni, evapotraspirazione, temperatura, radar, popolazione); prendono il nome dalle descrizioni delle loro bande o dai loro file. Griglia qualsiasi: ricampionamento bilineare se più grossolani dell'immagine, media se più dettagliati. Dove uno di essi non ha dati non si estraggono campioni, e la mappa si basa sugli altri.</translation>
  </message>
  <message>
   <source>Most pixels of FEATURES to learn from; of COARSE_FRACTIONS most cells, of PURE_SAMPLES about as many mixtures. Default 20000.</source>
   <translation>Numero massimo di pixel di FEATURES da cui apprendere; con COARSE_FRACTIONS, numero massimo di celle; con PURE_SAMPLES, numero approssimativo di miscele. Predefinito 20000.</translation>
  </message>
  <message>
   <source>Most samples do not name their coarse cell in cell_row and cell_col, so BLOCK_SIZE does not apply: blocks come from the field block or, without one, are squares whose sides are a tenth of the longer side of the samples' area.</source>
   <translation>La maggior parte dei campioni non indica la propria cella grossolana in cell_row e cell_col, quindi BLOCK_SIZE non si applica: i blocchi provengono dal campo block oppure, in sua assenza, sono quadrati di lato pari a un decimo del lato maggiore dell'area dei campioni.</translation>
  </message>
  <message>
   <source>Most samples of a class</source>
   <translation>Campioni massimi per classe</translation>
  </message>
  <message>
   <source>Names separated by commas, of NDVI, NDWI, MNDWI, NDMI, NDBI, NBR, BSI, NDRE, EVI, EVI2, SAVI; none for none. The last three need reflectance 0..1 (see SCALE). Your own as NAME=formula of bands, by role or name, for example NDVI,Mine=(nir-red)/(nir+red+0.16): + - * / **, parentheses, comparisons, min, max, abs, sqrt, log, exp, clip(value, low, high), where(condition, yes, no); a division by 0 gives 0. Default: those of NDVI, NDWI, MNDWI, NDMI, NBR, BSI and NDRE the bands allow.</source>
   <translation>Nomi separati da virgole, fra NDVI, NDWI, MNDWI, NDMI, NDBI, NBR, BSI, NDRE, EVI, EVI2, SAVI; none per nessuno. Gli ultimi tre richiedono riflettanze 0..1 (vedere SCALE). Indici propri come NOME=formula di bande, per ruolo o per nome, ad esempio NDVI,Mine=(nir-red)/(nir+red+0.16): + - * / **, parentesi, confronti, min, max, abs, sqrt, log, exp, clip(valore, minimo, massimo), where(condizione, sì, no); una divisione per 0 dà 0. Predefinito: quelli fra NDVI, NDWI, MNDWI, NDMI, NBR, BSI e NDRE che le bande consentono.</translation>
  </message>
  <message>
   <source>No two samples are closer than this. Default 0.</source>
   <translation>Distanza minima fra due campioni qualsiasi. Predefinito 0.</translation>
  </message>
  <message>
   <source>No, if the reference is the coarse map or was made from it, such as points sampled from it: the report then speaks of agreement with the coarse map, and estimates no areas. Default yes; where the files show that it is not, the report says so itself.</source>
   <translation>No, se il riferimento è la mappa grossolana o ne deriva, ad esempio punti campionati da essa: il rapporto parla allora di concordanza con la mappa grossolana e non stima aree. Predefinito sì; se dai file risulta che non è indipendente, è il rapporto stesso a dirlo.</translation>
  </message>
  <message>
   <source>Number of features</source>
   <translation>Numero di caratteristiche</translation>
  </message>
  <message>
   <source>Number of observations</source>
   <translation>Numero di osservazioni</translation>
  </message>
  <message>
   <source>Number of points</source>
   <translation>Numero di punti</translation>
  </message>
  <message>
   <source>Number of problems</source>
   <translation>Numero di problemi</translation>
  </message>
  <message>
   <source>Number of samples</source>
   <translation>Numero di campioni</translation>
  </message>
  <message>
   <source>Number of trees</source>
   <translation>Numero di alberi</translation>
  </message>
  <message>
   <source>Number of warnings</source>
   <translation>Numero di avvisi</translation>
  </message>
  <message>
   <source>OUTPUT '{path}' cannot be read back: an older layer of this file is open; remove it from the project, or choose another file.</source>
   <translation>OUTPUT '{path}' non può essere riletto: è aperto un layer precedente di questo file; rimuoverlo dal progetto o scegliere un altro file.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}' holds {number} labelled points, which would be lost; choose another file.</source>
   <translation>OUTPUT '{path}' contiene {number} punti etichettati, che andrebbero persi; scegliere un altro file.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}' holds {number} layers, all of which would be overwritten; choose another file, or 'Save to GeoPackage' to add a layer.</source>
   <translation>OUTPUT '{path}' contiene {number} layer, che verrebbero tutti sovrascritti; scegliere un altro file, oppure 'Salva come GeoPackage' per aggiungere un layer.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}': a shapefile cuts the names of fields to ten characters, so that the strata could not be read back; end it in .gpkg.</source>
   <translation>OUTPUT '{path}': uno shapefile tronca i nomi dei campi a dieci caratteri, quindi gli strati non potrebbero essere riletti; usare l'estensione .gpkg.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}': such a file cannot be labelled in QGIS, or changes empty classes or coordinates; end it in .gpkg.</source>
   <translation>OUTPUT '{path}': un file di questo tipo non può essere etichettato in QGIS, oppure altera le classi vuote o le coordinate; usare l'estensione .gpkg.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}': such a table would lose where the points are; end it in .gpkg.</source>
   <translation>OUTPUT '{path}': una tabella di questo tipo perderebbe la posizione dei punti; usare l'estensione .gpkg.</translation>
  </message>
  <message>
   <source>OUTPUT: how it was drawn was not stored: {problem}</source>
   <translation>OUTPUT: le informazioni sull'estrazione non sono state memorizzate: {problem}</translation>
  </message>
  <message>
   <source>OUTPUT: the form for labelling was not stored: {problem}</source>
   <translation>OUTPUT: il modulo per etichettare non è stato memorizzato: {problem}</translation>
  </message>
  <message>
   <source>OUTPUTS: '{value}' is no JSON object ({reason}); give names and files as in {example}.</source>
   <translation>OUTPUTS: '{value}' non è un oggetto JSON ({reason}); indicare nomi e file come in {example}.</translation>
  </message>
  <message>
   <source>OUTPUTS: there is no output '{name}'; give some of {names}.</source>
   <translation>OUTPUTS: non esiste un risultato '{name}'; indicarne alcuni fra {names}.</translation>
  </message>
  <message>
   <source>Of COARSE_FRACTIONS: after learning from cells, map the pixels, make them agree with their cells and learn from the pixels, so many times. It sharpens the map where mapfractions gets no COARSE_FRACTIONS; the errors that are told remain those of the cells. Default 0.</source>
   <translation>Per COARSE_FRACTIONS: dopo l'addestramento sulle celle, mappa i pixel, li rende concordi con le loro celle e apprende dai pixel, per il numero di volte indicato. Rende più nitida la mappa se mapfractions non riceve COARSE_FRACTIONS; gli errori riportati restano quelli delle celle. Predefinito 0.</translation>
  </message>
  <message>
   <source>Of PURE_SAMPLES: proportional (default): as often as the class has samples, which should then be drawn as the classes occur. equal: all alike.</source>
   <translation>Per PURE_SAMPLES. proportional (predefinito): ogni classe in proporzione ai suoi campioni, che vanno allora estratti secondo la frequenza reale delle classi. equal: tutte allo stesso modo.</translation>
  </message>
  <message>
   <source>Offset (added after scaling)</source>
   <translation>Offset (sommato dopo la scala)</translation>
  </message>
  <message>
   <source>One raster with all bands for each date, a raster for each band and date, or rasters with a band for each date. The one with the smallest pixels gives the grid of the result; the others are resampled to it.</source>
   <translation>Un raster con tutte le bande per ogni data, un raster per ogni banda e data, oppure raster con una banda per ogni data. Quello con i pixel più piccoli fornisce la griglia del risultato; gli altri vengono ricampionati su di essa.</translation>
  </message>
  <message>
   <source>Other maps</source>
   <translation>Altre mappe</translation>
  </message>
  <message>
   <source>Out-of-bag agreement with the coarse map</source>
   <translation>Concordanza out-of-bag con la mappa grossolana</translation>
  </message>
  <message>
   <source>Out-of-bag kappa</source>
   <translation>Kappa out-of-bag</translation>
  </message>
  <message>
   <source>Outputs the run shall write, by their names in upsample and separated by commas, alone or with their files: OUTPUT=/data/map.tif,CONFIDENCE,REPORT=/data/report.html; or as a JSON object of names and files, which may hold any character. Rasters tell the room needed on disk, files whether they can be written. Default: OUTPUT.</source>
   <translation>Risultati che l'esecuzione deve scrivere, con i nomi che hanno in upsample e separati da virgole, da soli o con i loro file: OUTPUT=/data/map.tif,CONFIDENCE,REPORT=/data/report.html; oppure come oggetto JSON di nomi e file, che possono contenere qualsiasi carattere. Dai raster si ricava lo spazio necessario su disco, dai file se possono essere scritti. Predefinito: OUTPUT.</translation>
  </message>
  <message>
   <source>Overall accuracy (of points: share of the points, not of the area)</source>
   <translation>Accuratezza complessiva (per i punti: frazione dei punti, non dell'area)</translation>
  </message>
  <message>
   <source>Overall accuracy estimated by the design</source>
   <translation>Accuratezza complessiva stimata in base al disegno</translation>
  </message>
  <message>
   <source>Overall accuracy minus that of the baseline</source>
   <translation>Accuratezza complessiva meno quella della mappa di confronto</translation>
  </message>
  <message>
   <source>Overall accuracy of the baseline</source>
   <translation>Accuratezza complessiva della mappa di confronto</translation>
  </message>
  <message>
   <source>Overall accuracy of the baseline estimated by the design</source>
   <translation>Accuratezza complessiva della mappa di confronto stimata in base al disegno</translation>
  </message>
  <message>
   <source>P-value of the difference</source>
   <translation>Valore p della differenza</translation>
  </message>
  <message>
   <source>POINTS '{name}' is a layer of {kind}; give labelled points, or polygons and lines as a raster in REFERENCE.</source>
   <translation>POINTS '{name}' è un layer di {kind}; indicare punti etichettati, oppure poligoni e linee come raster in REFERENCE.</translation>
  </message>
  <message>
   <source>POINTS holds no point; label some first.</source>
   <translation>POINTS non contiene punti; etichettarne prima alcuni.</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>Parametri</translation>
  </message>
  <message>
   <source>Patches of fewer pixels give way to what surrounds them; 0 keeps all. Default 0.</source>
   <translation>I gruppi con meno pixel cedono il posto a ciò che li circonda; 0 li mantiene tutti. Predefinito 0.</translation>
  </message>
  <message>
   <source>Pixels of the image this near to a masked one are left out, too. Default 0.</source>
   <translation>Vengono esclusi anche i pixel dell'immagine entro questa distanza da un pixel mascherato. Predefinito 0.</translation>
  </message>
  <message>
   <source>Pixels or points of MAP by class: rows are the map, columns the reference. User's and producer's accuracies as shares, 0 to 1. For a sample of points, a second matrix below it holds shares of the area. Default: not written.</source>
   <translation>Pixel o punti di MAP per classe: le righe sono la mappa, le colonne il riferimento. Accuratezze dell'utente e del produttore come frazioni da 0 a 1. Per un campione di punti, una seconda matrice, più in basso, contiene le frazioni dell'area. Predefinito: non scritta.</translation>
  </message>
  <message>
   <source>Pixels the images do not show</source>
   <translation>Pixel che le immagini non mostrano</translation>
  </message>
  <message>
   <source>Pixels to map, about</source>
   <translation>Pixel da mappare, circa</translation>
  </message>
  <message>
   <source>Pixels with unknown codes</source>
   <translation>Pixel con codici sconosciuti</translation>
  </message>
  <message>
   <source>Pixels without elevation or ancillary data alone</source>
   <translation>Pixel a cui mancano solo quota o dati ancillari</translation>
  </message>
  <message>
   <source>Point</source>
   <translation>Punto</translation>
  </message>
  <message>
   <source>Points at pixel centres with id, class (empty; -1 = cannot tell), map_class, stratum, stratum_name, stratum_pixels, stratum_ha, and weight (share of the whole area a point stands for). A GeoPackage keeps the form, and in the layer's metadata settings, seed and command; beside GeoJSON and FlatGeobuf a .qml and a .qmd are written; other kinds of file are not possible.</source>
   <translation>Punti al centro dei pixel con id, class (vuoto; -1 = non determinabile), map_class, stratum, stratum_name, stratum_pixels, stratum_ha e weight (frazione dell'area totale rappresentata da un punto). Un GeoPackage conserva il modulo e, nei metadati del layer, impostazioni, seme e comando; accanto a GeoJSON e FlatGeobuf vengono scritti un .qml e un .qmd; altri tipi di file non sono possibili.</translation>
  </message>
  <message>
   <source>Points in all</source>
   <translation>Punti in totale</translation>
  </message>
  <message>
   <source>Points of one class each, with the field class, as samplecoarsemap writes them. Their pixels are mixed by calculation, and shares are learnt from the mixtures. Only bands, and means of bands over time, are used: nothing else adds up in a mixed pixel.</source>
   <translation>Punti di una sola classe ciascuno, con il campo class, come li scrive samplecoarsemap. I loro pixel vengono mescolati mediante calcolo, e le frazioni si apprendono dalle miscele. Si usano solo bande e medie di bande nel tempo: nient'altro si somma in un pixel misto.</translation>
  </message>
  <message>
   <source>Points per class of the map. compromise (default): MIN_PER_CLASS to the rare ones, the rest by area. proportional: by area. equal: the same for all, best for user's accuracies. neyman: as compromise, but by area and expected doubt, best for overall accuracy. Two at least in any case that TOTAL allows.</source>
   <translation>Punti per classe della mappa. compromise (predefinito): MIN_PER_CLASS alle classi rare, il resto in base all'area. proportional: in base all'area. equal: lo stesso numero per tutte, ideale per le accuratezze dell'utente. neyman: come compromise, ma in base all'area e all'incertezza attesa, ideale per l'accuratezza complessiva. In ogni caso almeno due, se TOTAL lo consente.</translation>
  </message>
  <message>
   <source>Points that STANDARD_ERROR takes at best (eq. 13)</source>
   <translation>Punti richiesti da STANDARD_ERROR nel migliore dei casi (eq. 13)</translation>
  </message>
  <message>
   <source>Points with a class, as samplecoarsemap writes them.</source>
   <translation>Punti con una classe, come li scrive samplecoarsemap.</translation>
  </message>
  <message>
   <source>Points with the fields class, class_name and class_color; cell, cell_row and cell_col (number, row and column of the coarse cell); purity (share of like cells around that one, 0 to 1); weight (pixels the sample stands for).</source>
   <translation>Punti con i campi class, class_name e class_color; cell, cell_row e cell_col (numero, riga e colonna della cella grossolana); purity (frazione di celle uguali intorno a questa, da 0 a 1); weight (i pixel che il campione rappresenta).</translation>
  </message>
  <message>
   <source>Polygons inside which is compared. Any coordinate system. Default: wherever all maps and the reference have a class. Points drawn inside polygons want the same ones.</source>
   <translation>Poligoni entro i quali si confronta. Sistema di riferimento qualsiasi. Predefinito: ovunque tutte le mappe e il riferimento abbiano una classe. Per punti estratti entro poligoni indicare gli stessi poligoni.</translation>
  </message>
  <message>
   <source>Polygons inside which points are drawn. Any coordinate system. Default: the whole map. Give the accuracy report the same ones.</source>
   <translation>Poligoni entro i quali si estraggono i punti. Sistema di riferimento qualsiasi. Predefinito: l'intera mappa. Indicare gli stessi al rapporto di accuratezza.</translation>
  </message>
  <message>
   <source>Polygons inside which training samples are taken. Any coordinate system. Default: everywhere the image and the coarse map overlap.</source>
   <translation>Poligoni entro i quali si prendono i campioni di addestramento. Sistema di riferimento qualsiasi. Predefinito: ovunque l'immagine e la mappa grossolana si sovrappongano.</translation>
  </message>
  <message>
   <source>Polygons to keep: the result is cut to them. Default: the whole image.</source>
   <translation>Poligoni da mantenere: il risultato viene ritagliato su di essi. Predefinito: l'intera immagine.</translation>
  </message>
  <message>
   <source>Polygons to keep; the result is cut to them. Any coordinate system. Default: the whole frame of the images.</source>
   <translation>Poligoni da mantenere; il risultato viene ritagliato su di essi. Sistema di riferimento qualsiasi. Predefinito: l'intero riquadro delle immagini.</translation>
  </message>
  <message>
   <source>Polygons to map; the result is cut to them. Any coordinate system. Default: the whole image.</source>
   <translation>Poligoni da mappare; il risultato viene ritagliato su di essi. Sistema di riferimento qualsiasi. Predefinito: l'intera immagine.</translation>
  </message>
  <message>
   <source>Probabilities</source>
   <translation>Probabilità</translation>
  </message>
  <message>
   <source>Probability of the mapped class minus that of the second, in percent; near 0 either could be right.</source>
   <translation>Probabilità della classe mappata meno quella della seconda, in percentuale; vicino a 0 potrebbe essere giusta l'una o l'altra.</translation>
  </message>
  <message>
   <source>Probability of the mapped class, in percent.</source>
   <translation>Probabilità della classe mappata, in percentuale.</translation>
  </message>
  <message>
   <source>Problems found: {problems}, warnings: {warnings}. The log tells what to do.</source>
   <translation>Problemi trovati: {problems}, avvisi: {warnings}. Il log indica che cosa fare.</translation>
  </message>
  <message>
   <source>Pure samples</source>
   <translation>Campioni puri</translation>
  </message>
  <message>
   <source>Purity (0 to 1)</source>
   <translation>Purezza (da 0 a 1)</translation>
  </message>
  <message>
   <source>R2 of all shares, at random pixels</source>
   <translation>R2 di tutte le frazioni, su pixel casuali</translation>
  </message>
  <message>
   <source>R2 of all shares, in whole blocks</source>
   <translation>R2 di tutte le frazioni, su blocchi interi</translation>
  </message>
  <message>
   <source>REFITS is {rounds}, but there are no COARSE_FRACTIONS to fit pixels to; set it to 0.</source>
   <translation>REFITS è {rounds}, ma COARSE_FRACTIONS, a cui adattare i pixel, non è indicato; impostare REFITS a 0.</translation>
  </message>
  <message>
   <source>Raster of reference classes, read at the pixels of MAP. Any grid, coordinate system and legend. Give this or POINTS.</source>
   <translation>Raster di classi di riferimento, letto in corrispondenza dei pixel di MAP. Griglia, sistema di riferimento e legenda qualsiasi. Indicare questo oppure POINTS.</translation>
  </message>
  <message>
   <source>Raster with one feature per band, as computefeatures writes it; any other raster works too.</source>
   <translation>Raster con una caratteristica per banda, come lo scrive computefeatures; funziona anche qualsiasi altro raster.</translation>
  </message>
  <message>
   <source>Reference</source>
   <translation>Riferimento</translation>
  </message>
  <message>
   <source>Reference points</source>
   <translation>Punti di riferimento</translation>
  </message>
  <message>
   <source>Report</source>
   <translation>Rapporto</translation>
  </message>
  <message>
   <source>Right-click or Enter finishes, Esc cancels.</source>
   <translation>Clic destro o Invio per terminare, Esc per annullare.</translation>
  </message>
  <message>
   <source>Root mean squared error of the shares, at random pixels</source>
   <translation>Radice dell'errore quadratico medio delle frazioni, su pixel casuali</translation>
  </message>
  <message>
   <source>Root mean squared error of the shares, in whole blocks</source>
   <translation>Radice dell'errore quadratico medio delle frazioni, su blocchi interi</translation>
  </message>
  <message>
   <source>Run</source>
   <translation>Esecuzione</translation>
  </message>
  <message>
   <source>Run ▸ Folder of the results</source>
   <translation>Esecuzione ▸ Cartella dei risultati</translation>
  </message>
  <message>
   <source>Run ▸ Measure how long it takes</source>
   <translation>Esecuzione ▸ Misurare quanto dura</translation>
  </message>
  <message>
   <source>Run ▸ Outputs to write</source>
   <translation>Esecuzione ▸ Risultati da scrivere</translation>
  </message>
  <message>
   <source>SCL_CLASSES is given, but MASK_TYPE is {kind}; choose sentinel2_scl, or leave SCL_CLASSES out.</source>
   <translation>SCL_CLASSES è indicato, ma MASK_TYPE è {kind}; scegliere sentinel2_scl oppure omettere SCL_CLASSES.</translation>
  </message>
  <message>
   <source>Samples</source>
   <translation>Campioni</translation>
  </message>
  <message>
   <source>Samples (pixels)</source>
   <translation>Campioni (pixel)</translation>
  </message>
  <message>
   <source>Samples keep this distance, in coarse cells, from cells of other classes. Default 0.</source>
   <translation>Distanza, in celle grossolane, che i campioni mantengono dalle celle di altre classi. Predefinito 0.</translation>
  </message>
  <message>
   <source>Samples per class. proportional_clipped (default): by area, but between MIN_PER_CLASS and MAX_PER_CLASS. proportional: by area. equal: the same for all.</source>
   <translation>Campioni per classe. proportional_clipped (predefinito): in base all'area, ma fra MIN_PER_CLASS e MAX_PER_CLASS. proportional: in base all'area. equal: lo stesso numero per tutte.</translation>
  </message>
  <message>
   <source>Sampling design</source>
   <translation>Disegno di campionamento</translation>
  </message>
  <message>
   <source>Sampling design of the points</source>
   <translation>Disegno di campionamento dei punti</translation>
  </message>
  <message>
   <source>Savitzky-Golay: degree</source>
   <translation>Savitzky-Golay: grado</translation>
  </message>
  <message>
   <source>Savitzky-Golay: window (dates)</source>
   <translation>Savitzky-Golay: finestra (date)</translation>
  </message>
  <message>
   <source>Scale (factor)</source>
   <translation>Scala (fattore)</translation>
  </message>
  <message>
   <source>Scene classes to keep</source>
   <translation>Classi della scena da mantenere</translation>
  </message>
  <message>
   <source>Seconds that measuring took</source>
   <translation>Secondi impiegati per misurare</translation>
  </message>
  <message>
   <source>Seed</source>
   <translation>Seme casuale</translation>
  </message>
  <message>
   <source>Series</source>
   <translation>Serie</translation>
  </message>
  <message>
   <source>Share of coarse cells whose class is the fine map's commonest there</source>
   <translation>Frazione di celle grossolane la cui classe è la più comune al loro interno nella mappa dettagliata</translation>
  </message>
  <message>
   <source>Share of the map outside the area of applicability</source>
   <translation>Frazione della mappa fuori dall'area di applicabilità</translation>
  </message>
  <message>
   <source>Share, 0 to 1, of the cells of each class that samples keep out of: those in which the image varies most. At 1 one cell of each class remains. Above 0 the features are read twice. Default 0.</source>
   <translation>Frazione, da 0 a 1, delle celle di ogni classe da cui non si prendono campioni: quelle in cui l'immagine varia di più. Con 1 resta una cella per ogni classe. Oltre 0 le caratteristiche vengono lette due volte. Predefinito 0.</translation>
  </message>
  <message>
   <source>Side of the blocks of ground, in metres, of which a fifth is kept aside as wholes to test on. Larger than the distance over which neighbours are alike. Default, when empty: about 100 blocks over the area of the samples.</source>
   <translation>Lato, in metri, dei blocchi di terreno, un quinto dei quali viene tenuto da parte per intero per la verifica. Deve superare la distanza entro cui i vicini si somigliano. Predefinito, se vuoto: circa 100 blocchi sull'area dei campioni.</translation>
  </message>
  <message>
   <source>Side of the square over which the mean and the standard deviation of each band are added as features; an odd number of pixels, 0 for none. Default 0.</source>
   <translation>Lato del quadrato su cui si calcolano la media e la deviazione standard di ogni banda, aggiunte come caratteristiche; un numero dispari di pixel, 0 per nessuna. Predefinito 0.</translation>
  </message>
  <message>
   <source>Smallest leaf (samples)</source>
   <translation>Foglia minima (campioni)</translation>
  </message>
  <message>
   <source>Smooth along edges seen in the image</source>
   <translation>Rispetta i contorni nell'immagine</translation>
  </message>
  <message>
   <source>Smooth class probabilities over the neighbours that look like the pixel, so that smoothing does not cross edges seen in the image; no: over all neighbours. Default yes.</source>
   <translation>Liscia le probabilità delle classi sui pixel vicini che somigliano al pixel, così che il lisciamento non attraversi i contorni visibili nell'immagine; no: su tutti i vicini. Predefinito sì.</translation>
  </message>
  <message>
   <source>Smoothing (pixels)</source>
   <translation>Lisciamento (pixel)</translation>
  </message>
  <message>
   <source>Smoothing in time</source>
   <translation>Lisciamento nel tempo</translation>
  </message>
  <message>
   <source>Soft map 1: train fractions</source>
   <translation>Mappa delle frazioni 1: addestra il modello</translation>
  </message>
  <message>
   <source>Soft map 2: map fractions</source>
   <translation>Mappa delle frazioni 2: mappa le frazioni</translation>
  </message>
  <message>
   <source>Spectral indices</source>
   <translation>Indici spettrali</translation>
  </message>
  <message>
   <source>Standard deviation, in pixels, of the Gaussian that smooths class probabilities; 0 for none. Default 2.</source>
   <translation>Deviazione standard, in pixel, della gaussiana che liscia le probabilità delle classi; 0 per nessun lisciamento. Predefinito 2.</translation>
  </message>
  <message>
   <source>Standard error of overall accuracy</source>
   <translation>Errore standard dell'accuratezza complessiva</translation>
  </message>
  <message>
   <source>Standard error of overall accuracy to expect</source>
   <translation>Errore standard atteso dell'accuratezza complessiva</translation>
  </message>
  <message>
   <source>Standard error of the baseline's estimated accuracy</source>
   <translation>Errore standard dell'accuratezza stimata della mappa di confronto</translation>
  </message>
  <message>
   <source>Standard error of the difference</source>
   <translation>Errore standard della differenza</translation>
  </message>
  <message>
   <source>Standard error of the estimated accuracy</source>
   <translation>Errore standard dell'accuratezza stimata</translation>
  </message>
  <message>
   <source>Standard error of the expected gain</source>
   <translation>Errore standard del guadagno atteso</translation>
  </message>
  <message>
   <source>Statistics over dates</source>
   <translation>Statistiche sulle date</translation>
  </message>
  <message>
   <source>Step (days)</source>
   <translation>Passo (giorni)</translation>
  </message>
  <message>
   <source>Step by step</source>
   <translation>Passo per passo</translation>
  </message>
  <message>
   <source>Table of classes</source>
   <translation>Tabella delle classi</translation>
  </message>
  <message>
   <source>Table of what was found and drawn per class.</source>
   <translation>Tabella di ciò che è stato trovato ed estratto per ogni classe.</translation>
  </message>
  <message>
   <source>Takes the parameters of upsample and tells within seconds, without training, what would go wrong and how large the run is: whether rasters and polygons overlap, how many coarse cells each class has in GEO and in GEO_SMALL, codes the legend does not know, classes with too few cells, bands that indices lack, pixels without data, and the memory, disk and time the run needs. Everything wrong is told at once, each with its parameter and what to do. Problems would stop the run, warnings make its map poorer. The Check button of the upsample dialog does the same. With MEASURE it also does a small part of the run, and tells by that how long all of it takes.

Example: IMAGES = a Sentinel-2 scene, COARSE = MODIS MCD12Q1, GEO = a polygon with forest and water only: the log warns that crops occur in GEO_SMALL but nowhere in GEO, so they cannot be mapped; enlarge GEO.</source>
   <translation>Prende i parametri di upsample e in pochi secondi, senza addestrare, dice che cosa andrebbe storto e quanto è onerosa l'esecuzione: se raster e poligoni si sovrappongono, quante celle grossolane ha ogni classe in GEO e in GEO_SMALL, i codici che la legenda non conosce, le classi con troppo poche celle, le bande che mancano agli indici, i pixel senza dati, e la memoria, il disco e il tempo richiesti dall'esecuzione. Tutto ciò che non va viene detto in una volta sola, ogni cosa con il suo parametro e il rimedio. I problemi bloccherebbero l'esecuzione, gli avvisi renderebbero la mappa peggiore. Il pulsante Verifica nella finestra di upsample fa lo stesso. Con MEASURE esegue anche una piccola parte del lavoro e ne ricava quanto dura tutto.

Esempio: IMAGES = una scena Sentinel-2, COARSE = MODIS MCD12Q1, GEO = un poligono con solo bosco e acqua: il log avvisa che le colture sono presenti in GEO_SMALL ma in nessun punto di GEO, quindi non possono essere mappate; ingrandire GEO.</translation>
  </message>
  <message>
   <source>Tells what FineCover runs on: versions of QGIS, GDAL, PROJ and of the Python packages, the machine, settings, and which optional parts work. Send it along when you report a problem. Folders and your name are left out.

Example: FULL_PATHS = no, run by qgis_process with its output sent to a text file.</source>
   <translation>Dice su che cosa gira FineCover: versioni di QGIS, GDAL, PROJ e dei pacchetti Python, la macchina, le impostazioni e quali parti facoltative funzionano. Da allegare quando si segnala un problema. Le cartelle e il proprio nome sono omessi.

Esempio: FULL_PATHS = no, eseguito con qgis_process con l'output in un file di testo.</translation>
  </message>
  <message>
   <source>The check was not finished; the log tells why.</source>
   <translation>La verifica non è stata completata; il log ne indica il motivo.</translation>
  </message>
  <message>
   <source>The coarse labels SAMPLES were drawn from, as preparelabels writes them. How much the coarse map should weigh is found by trying it out on the cells that hold samples; where most cells hold none (a large map of small cells), that takes the cells between them, which only this map has. They also help to judge the cells. Needed for the same map as upsample makes. Default: only cells with samples are known.</source>
   <translation>Le etichette grossolane da cui sono stati estratti i campioni di SAMPLES, come le scrive preparelabels. Il peso da dare alla mappa grossolana si trova provandolo sulle celle che contengono campioni; se la maggior parte delle celle non ne contiene (una mappa estesa di celle piccole), servono anche le celle fra di esse, che solo questa mappa ha. Aiutano inoltre a giudicare le celle. Necessario per ottenere la stessa mappa di upsample. Predefinito: si conoscono solo le celle con campioni.</translation>
  </message>
  <message>
   <source>The coarse land-cover map: a raster of class codes, for example MODIS MCD12Q1, ECOCLIMAP-SG, ESA CCI or CORINE. Any coordinate system and pixel size.</source>
   <translation>La mappa grossolana di copertura del suolo: un raster di codici di classe, ad esempio MODIS MCD12Q1, ECOCLIMAP-SG, ESA CCI o CORINE. Sistema di riferimento e dimensione del pixel qualsiasi.</translation>
  </message>
  <message>
   <source>The coarser level of the legend whose classes are learnt: its name, such as level1, or its number from 1 (the coarsest). Default: the classes themselves, whose shares mapfractions adds up to those of the levels.</source>
   <translation>Il livello della legenda da apprendere, meno dettagliato delle classi stesse: il suo nome, come level1, o il suo numero a partire da 1 (il meno dettagliato). Predefinito: le classi stesse, le cui frazioni mapfractions somma in quelle dei livelli.</translation>
  </message>
  <message>
   <source>The comparison as one HTML page.</source>
   <translation>Il confronto in un'unica pagina HTML.</translation>
  </message>
  <message>
   <source>The corners lie on one line; click one more beside it, then finish again.</source>
   <translation>I vertici sono allineati; aggiungerne uno fuori dalla linea con un clic, poi terminare di nuovo.</translation>
  </message>
  <message>
   <source>The diagnostics are on the clipboard, with folders and your user name; paste them only where those may be read.</source>
   <translation>La diagnostica è negli appunti, con le cartelle e il nome utente; incollarla solo dove questi possono essere letti.</translation>
  </message>
  <message>
   <source>The diagnostics are on the clipboard, without folders and your user name; paste them into your report of a problem.</source>
   <translation>La diagnostica è negli appunti, senza cartelle e nome utente; incollarla nella segnalazione del problema.</translation>
  </message>
  <message>
   <source>The filled series ends on this date or less than a step before, for example 2019-12-31. Default: the date of the last image.</source>
   <translation>La serie senza lacune termina in questa data o meno di un passo prima, ad esempio 2019-12-31. Predefinito: la data dell'ultima immagine.</translation>
  </message>
  <message>
   <source>The fine image: one raster with several bands, or several rasters (bands in files of their own, or dates). The one with the smallest pixels gives the grid of the result; the others are resampled to it.</source>
   <translation>L'immagine dettagliata: un raster con più bande, oppure più raster (bande in file separati, o date). Quello con i pixel più piccoli fornisce la griglia del risultato; gli altri vengono ricampionati su di essa.</translation>
  </message>
  <message>
   <source>The larger the smoother, for dates STEP_DAYS apart; try 1 to 100. Default: chosen for each pixel by the V-curve.</source>
   <translation>Più è grande, più la curva è liscia, per date distanti STEP_DAYS; provare da 1 a 100. Predefinito: scelto per ogni pixel con la curva a V.</translation>
  </message>
  <message>
   <source>The layer '{layer}' cannot be changed; rename it, and the polygon goes into a new one. {reason}</source>
   <translation>Il layer '{layer}' non può essere modificato; rinominarlo e il poligono andrà in uno nuovo. {reason}</translation>
  </message>
  <message>
   <source>The layer '{layer}' has a filter ({filter}), which may hide its polygons; take it away (Layer &gt; Filter…), then try again.</source>
   <translation>Il layer '{layer}' ha un filtro ({filter}), che potrebbe nascondere i suoi poligoni; toglierlo (Layer &gt; Filtro…), poi riprovare.</translation>
  </message>
  <message>
   <source>The level that LEVEL_MAP and LEVEL_FRACTIONS show: its name, such as level1, or its number from 1. Default: 1, the coarsest.</source>
   <translation>Il livello mostrato da LEVEL_MAP e LEVEL_FRACTIONS: il suo nome, come level1, o il suo numero a partire da 1. Predefinito: 1, il meno dettagliato.</translation>
  </message>
  <message>
   <source>The map to check: a raster of class codes. Any grid.</source>
   <translation>La mappa da verificare: un raster di codici di classe. Griglia qualsiasi.</translation>
  </message>
  <message>
   <source>The map to judge: a raster of class codes. Any grid.</source>
   <translation>La mappa da giudicare: un raster di codici di classe. Griglia qualsiasi.</translation>
  </message>
  <message>
   <source>The model, a .fcm file.</source>
   <translation>Il modello, un file .fcm.</translation>
  </message>
  <message>
   <source>The outline crosses itself. Backspace takes a corner back.</source>
   <translation>Il contorno si autointerseca. Backspace toglie un vertice.</translation>
  </message>
  <message>
   <source>The outline crosses or touches itself; press Backspace until it does not, then finish again.</source>
   <translation>Il contorno interseca o tocca sé stesso; premere Backspace finché non lo fa più, poi terminare di nuovo.</translation>
  </message>
  <message>
   <source>The pixels of FINE_LABELS ({labels:.3g} m) are larger than those of FEATURES ({features:.3g} m), so none is mixed; give finer labels, or compute features with larger pixels.</source>
   <translation>I pixel di FINE_LABELS ({labels:.3g} m) sono più grandi di quelli di FEATURES ({features:.3g} m), quindi nessuno è misto; indicare etichette più dettagliate, oppure calcolare le caratteristiche con pixel più grandi.</translation>
  </message>
  <message>
   <source>The polygon lies outside what the coordinate system of the layer '{layer}' covers; rename that layer, and the polygon goes into a new one.</source>
   <translation>Il poligono è fuori dall'area coperta dal sistema di riferimento del layer '{layer}'; rinominare quel layer e il poligono andrà in uno nuovo.</translation>
  </message>
  <message>
   <source>The polygons SAMPLES were drawn in: nothing is learnt from cells of COARSE that lie outside. Only used with COARSE. Default: all its cells count.</source>
   <translation>I poligoni entro i quali sono stati estratti i campioni di SAMPLES: nulla viene appreso dalle celle di COARSE che ne sono fuori. Usato solo con COARSE. Predefinito: contano tutte le sue celle.</translation>
  </message>
  <message>
   <source>The project has no coordinate system; set one at the bottom right of the window, then finish again.</source>
   <translation>Il progetto non ha un sistema di riferimento; impostarne uno in basso a destra nella finestra, poi terminare di nuovo.</translation>
  </message>
  <message>
   <source>The reference is independent of the coarse map</source>
   <translation>Il riferimento è indipendente dalla mappa grossolana</translation>
  </message>
  <message>
   <source>The run can start. Warnings found: {warnings}; the log tells them.</source>
   <translation>L'esecuzione può partire. Avvisi trovati: {warnings}; sono riportati nel log.</translation>
  </message>
  <message>
   <source>The run can start; nothing to warn of was found.</source>
   <translation>L'esecuzione può partire; nessun avviso da segnalare.</translation>
  </message>
  <message>
   <source>The same inputs and seed give the same result. Default 0.</source>
   <translation>Gli stessi dati in ingresso e lo stesso seme danno lo stesso risultato. Predefinito 0.</translation>
  </message>
  <message>
   <source>The samples with trust: the probability, 0 to 1, that the label of their coarse cell is right, by trees that have not seen the cell and by the cells around it; where a sample names no cell, or has another label than its cell, the probability of its class over that of the most probable one. Empty where a sample has no data or could not be tested. Further kept (1 = learnt from, 0 = left out), and as suggested and suggested_name the most probable class of what trust tells of: the coarse cell, or the sample. Cells, purity, blocks and weights of SAMPLES are carried over, so the layer can be edited and learnt from in its place.</source>
   <translation>I campioni con trust: la probabilità, da 0 a 1, che l'etichetta della loro cella grossolana sia giusta, secondo gli alberi che non hanno visto la cella e secondo le celle circostanti; se un campione non indica una cella, o ha un'etichetta diversa dalla sua cella, il rapporto fra la probabilità della sua classe e quella della classe più probabile. Vuoto se un campione non ha dati o non ha potuto essere verificato. Inoltre kept (1 = usato per apprendere, 0 = escluso) e, in suggested e suggested_name, la classe più probabile di ciò a cui trust si riferisce: la cella grossolana o il campione. Celle, purezza, blocchi e pesi di SAMPLES vengono riportati, così che il layer possa essere modificato e usato al suo posto per l'addestramento.</translation>
  </message>
  <message>
   <source>The standard error that the estimate of overall accuracy is to have, as a share: with 0.02 the 95 % interval is 0.04 wide on either side. Half of it takes four times as many points. Default 0.02.</source>
   <translation>L'errore standard che la stima dell'accuratezza complessiva deve avere, come frazione: con 0.02 l'intervallo al 95 % si estende di 0.04 per lato. Dimezzarlo richiede il quadruplo dei punti. Predefinito 0.02.</translation>
  </message>
  <message>
   <source>The trained model, for classify.</source>
   <translation>Il modello addestrato, per classify.</translation>
  </message>
  <message>
   <source>The whole chain as a model, for images of many dates: gaps and clouds are filled in time first, then features, samples, training, map and, where a reference is given, the accuracy report. It gives the same map as the steps run one by one. Copy resources/models/timeseries.model3 from the plugin's folder into your models to change it.

Example: IMAGES = 30 Sentinel-2 scenes of 2019, MASKS = their SCL rasters, MASK_TYPE = sentinel2_scl, COARSE = MCD12Q1 of 2019.</source>
   <translation>L'intera catena come modello, per immagini di molte date: prima si colmano nel tempo le lacune e i pixel coperti da nuvole, poi caratteristiche, campioni, addestramento, mappa e, se è indicato un riferimento, il rapporto di accuratezza. Dà la stessa mappa dei passi eseguiti uno per uno. Per modificarlo, copiare resources/models/timeseries.model3 dalla cartella del plugin fra i propri modelli.

Esempio: IMAGES = 30 scene Sentinel-2 del 2019, MASKS = i loro raster SCL, MASK_TYPE = sentinel2_scl, COARSE = MCD12Q1 del 2019.</translation>
  </message>
  <message>
   <source>The whole chain as a model: coarse labels, features, samples, training, map and, where a reference is given, the accuracy report. It gives the same map as the steps run one by one. Copy resources/models/stepbystep.model3 from the plugin's folder into your models to change it: take steps out, put your own in.

Example: IMAGES = a Sentinel-2 scene, COARSE = MCD12Q1 of the same year, GEO = a polygon with all classes of interest, GEO_SMALL = the polygon to map.</source>
   <translation>L'intera catena come modello: etichette grossolane, caratteristiche, campioni, addestramento, mappa e, se è indicato un riferimento, il rapporto di accuratezza. Dà la stessa mappa dei passi eseguiti uno per uno. Per modificarlo, copiare resources/models/stepbystep.model3 dalla cartella del plugin fra i propri modelli: togliere passi, inserirne di propri.

Esempio: IMAGES = una scena Sentinel-2, COARSE = MCD12Q1 dello stesso anno, GEO = un poligono con tutte le classi di interesse, GEO_SMALL = il poligono da mappare.</translation>
  </message>
  <message>
   <source>Then this is added. Default 0.</source>
   <translation>Poi viene sommato questo valore. Predefinito 0.</translation>
  </message>
  <message>
   <source>There is no layer called {layer}; draw it first.</source>
   <translation>Non esiste un layer di nome {layer}; disegnarlo prima.</translation>
  </message>
  <message>
   <source>There is no map to draw on; load the image or the coarse map first.</source>
   <translation>Non c'è una mappa su cui disegnare; caricare prima l'immagine o la mappa grossolana.</translation>
  </message>
  <message>
   <source>Tiles the map is made in</source>
   <translation>Tasselli in cui viene fatta la mappa</translation>
  </message>
  <message>
   <source>To</source>
   <translation>Data finale</translation>
  </message>
  <message>
   <source>Training area (geo)</source>
   <translation>Area di addestramento (geo)</translation>
  </message>
  <message>
   <source>Training pixels in all, about. Default 20000.</source>
   <translation>Pixel di addestramento in totale, circa. Predefinito 20000.</translation>
  </message>
  <message>
   <source>Training report</source>
   <translation>Rapporto di addestramento</translation>
  </message>
  <message>
   <source>Trains a random forest on samples and writes a model file. The model holds numbers and text only, no program code. It reports how often the forest repeats the coarse label where it has not seen it: of random pixels (out of bag), whose neighbours it has seen, and of whole blocks of coarse cells, which is nearer to what it does elsewhere. Both are agreement with the coarse map, not the accuracy of a map. Where most samples name their coarse cells it also judges each cell, estimates how many of them are wrong, and tries out on a degraded coarse map how much the coarse map should weigh and what gain over a copy of it may be expected; where most cells hold no sample, that takes COARSE.

Example: SAMPLES = the samples, FEATURES = the features and COARSE = the prepared labels they were drawn from.</source>
   <translation>Addestra una random forest sui campioni e scrive un file di modello. Il modello contiene solo numeri e testo, nessun codice di programma. Riporta quanto spesso la random forest ripete l'etichetta grossolana dove non l'ha vista: per pixel casuali (out-of-bag), i cui vicini ha visto, e per interi blocchi di celle grossolane, il che è più vicino a ciò che fa altrove. Entrambi i valori esprimono la concordanza con la mappa grossolana, non l'accuratezza di una mappa. Se la maggior parte dei campioni indica la propria cella grossolana, giudica anche ogni cella, stima quante sono errate e prova, su una mappa grossolana degradata, quanto deve pesare la mappa grossolana e quale guadagno ci si può attendere rispetto a una sua copia; se la maggior parte delle celle non contiene campioni, per questo serve COARSE.

Esempio: SAMPLES = i campioni, FEATURES = le caratteristiche e COARSE = le etichette preparate da cui sono stati estratti.</translation>
  </message>
  <message>
   <source>Trees of the random forest. Default 100.</source>
   <translation>Alberi della random forest. Predefinito 100.</translation>
  </message>
  <message>
   <source>Trust in the samples</source>
   <translation>Affidabilità dei campioni</translation>
  </message>
  <message>
   <source>Upsample a land-cover map</source>
   <translation>Affina una mappa di copertura del suolo</translation>
  </message>
  <message>
   <source>Upsample…</source>
   <translation>Affina…</translation>
  </message>
  <message>
   <source>User guide</source>
   <translation>Guida utente</translation>
  </message>
  <message>
   <source>User's accuracy you expect, as a share: the part of a class's pixels on the map that is right. One number for all classes, or one per class code, such as 12=0.8;13=0.6; a number without a code is for the other classes, such as 0.9;13=0.6. Default 0.8.</source>
   <translation>Accuratezza dell'utente attesa, come frazione: la parte corretta dei pixel di una classe sulla mappa. Un numero per tutte le classi, oppure uno per codice di classe, come 12=0.8;13=0.6; un numero senza codice vale per le altre classi, come 0.9;13=0.6. Predefinito 0.8.</translation>
  </message>
  <message>
   <source>Validation blocks (coarse cells)</source>
   <translation>Blocchi di validazione (celle grossolane)</translation>
  </message>
  <message>
   <source>Validation blocks (metres)</source>
   <translation>Blocchi di validazione (metri)</translation>
  </message>
  <message>
   <source>Validation points</source>
   <translation>Punti di validazione</translation>
  </message>
  <message>
   <source>Waves that a year is made of: 1 suits one season a year, 2 up to two. Default 2.</source>
   <translation>Onde di cui si compone un anno: 1 basta per una stagione all'anno, 2 fino a due. Predefinito 2.</translation>
  </message>
  <message>
   <source>Weight of observations above the curve, those below weigh 1 less this; 0.9 follows the upper ones, for a vegetation index that clouds lower. Default: both weigh the same.</source>
   <translation>Peso delle osservazioni sopra la curva, quelle sotto pesano 1 meno questo valore; 0.9 segue quelle superiori, utile per un indice di vegetazione che le nuvole abbassano. Predefinito: entrambe pesano allo stesso modo.</translation>
  </message>
  <message>
   <source>Weight of the coarse map (0 to 2)</source>
   <translation>Peso della mappa grossolana (da 0 a 2)</translation>
  </message>
  <message>
   <source>Weight of the coarse map chosen by self-validation</source>
   <translation>Peso della mappa grossolana scelto per autovalidazione</translation>
  </message>
  <message>
   <source>Weight of the coarse map in the fine map</source>
   <translation>Peso della mappa grossolana nella mappa dettagliata</translation>
  </message>
  <message>
   <source>What MAP must beat, such as the coarse map it was made from. Any grid, coordinate system and legend. Default: none.</source>
   <translation>Ciò che MAP deve superare, ad esempio la mappa grossolana da cui deriva. Griglia, sistema di riferimento e legenda qualsiasi. Predefinito: nessuna.</translation>
  </message>
  <message>
   <source>What tells clouds and their shadows: a raster for each image, or one with a band for each date. Any grid; MASK_TYPE says what the values mean.</source>
   <translation>Ciò che indica le nuvole e le loro ombre: un raster per ogni immagine, oppure uno con una banda per ogni data. Griglia qualsiasi; MASK_TYPE dice che cosa significano i valori.</translation>
  </message>
  <message>
   <source>What the codes mean. auto (default): what the map carries itself, else the public legend its name, colours or codes give away, else plain numbers. layer: names and colours of the layer in QGIS. file: LEGEND_FILE. Or a public legend by name.</source>
   <translation>Il significato dei codici. auto (predefinito): ciò che la mappa stessa contiene, altrimenti la legenda pubblica che il suo nome, i colori o i codici rivelano, altrimenti semplici numeri. layer: nomi e colori del layer in QGIS. file: LEGEND_FILE. Oppure una legenda pubblica per nome.</translation>
  </message>
  <message>
   <source>What the tiles being worked on may take together, in GB, while a series is filled, features are computed or the map is made; more is faster where there are many dates or features. The result does not depend on it. Default 1.</source>
   <translation>Quanto possono occupare insieme i tasselli in elaborazione, in GB, mentre si colma una serie, si calcolano le caratteristiche o si produce la mappa; con molte date o caratteristiche un valore più alto è più veloce. Il risultato non ne dipende. Predefinito 1.</translation>
  </message>
  <message>
   <source>What was done and how well, as one HTML page.</source>
   <translation>Che cosa è stato fatto e con quale esito, in un'unica pagina HTML.</translation>
  </message>
  <message>
   <source>What was found, as one HTML page, shown in the Results Viewer.</source>
   <translation>I riscontri, in un'unica pagina HTML, mostrata nel Visualizzatore risultati.</translation>
  </message>
  <message>
   <source>What was found, for programs; the same text as FINDINGS.</source>
   <translation>I riscontri, in forma leggibile da programmi; lo stesso testo di FINDINGS.</translation>
  </message>
  <message>
   <source>What was learnt, how well, and from what.</source>
   <translation>Che cosa è stato appreso, con quale esito e da che cosa.</translation>
  </message>
  <message>
   <source>What was learnt: errors by class and level in blocks and at random, observed against predicted shares, and what each kind of input is worth.</source>
   <translation>Che cosa è stato appreso: errori per classe e per livello, su blocchi interi e su pixel casuali, frazioni osservate e previste a confronto, e il contributo di ogni tipo di dati.</translation>
  </message>
  <message>
   <source>When the images were taken, in their order, for example 2019-01-05,2019-01-15: one for each raster, or one for each band. Default: read from file names (Sentinel-2, Landsat, HLS and MODIS products, 2019-01-05, 20190105, 2019005), band descriptions and metadata.</source>
   <translation>Quando sono state riprese le immagini, nel loro ordine, ad esempio 2019-01-05,2019-01-15: una data per ogni raster, oppure una per ogni banda. Predefinito: lette dai nomi dei file (prodotti Sentinel-2, Landsat, HLS e MODIS, 2019-01-05, 20190105, 2019005), dalle descrizioni delle bande e dai metadati.</translation>
  </message>
  <message>
   <source>Where outputs named without a file shall be written. Default: the folder of temporary files.</source>
   <translation>Dove scrivere i risultati indicati senza un file. Predefinito: la cartella dei file temporanei.</translation>
  </message>
  <message>
   <source>Where pixels are mixed, one class for each says too little. This trains a random forest on the share of every class in a pixel, and writes a model for mapfractions. The shares come from labels finer than the features (FINE_LABELS), from a coarser raster with a band of shares per class (COARSE_FRACTIONS), or from points of pure classes that are mixed by calculation (PURE_SAMPLES). The errors are told for whole blocks of ground that were not learnt from, which is what to expect elsewhere, beside those for pixels at random, which is too good, and those of always telling the mean shares.

Example: FINE_LABELS = a 10 m land-cover map, FEATURES = features of a Landsat year at 30 m with elevation, BLOCK_SIZE = 5000, MODEL = shares.fcm.</source>
   <translation>Dove i pixel sono misti, una sola classe per ciascuno dice troppo poco. Questo algoritmo addestra una random forest sulla frazione di ogni classe in un pixel e scrive un modello per mapfractions. Le frazioni provengono da etichette più dettagliate delle caratteristiche (FINE_LABELS), da un raster più grossolano con una banda di frazioni per classe (COARSE_FRACTIONS) o da punti di classi pure che vengono mescolati mediante calcolo (PURE_SAMPLES). Gli errori sono riportati per interi blocchi di terreno da cui non si è appreso, ed è quanto ci si può attendere altrove, accanto a quelli per pixel casuali, troppo ottimistici, e a quelli che si hanno prevedendo sempre le frazioni medie.

Esempio: FINE_LABELS = una mappa di copertura del suolo a 10 m, FEATURES = caratteristiche di un anno Landsat a 30 m con la quota, BLOCK_SIZE = 5000, MODEL = shares.fcm.</translation>
  </message>
  <message>
   <source>Where the map contradicts the coarse map, on the coarse grid: band 1 the share, 0 to 1, of a cell's mapped pixels that have the cell's class, band 2 the class most of them have. No data where less than half of a cell is mapped or it has no class. Compared before MIN_MAPPING_UNIT; agreement is not accuracy.</source>
   <translation>Dove la mappa contraddice la mappa grossolana, sulla griglia grossolana: la banda 1 è la frazione, da 0 a 1, dei pixel mappati di una cella che hanno la classe della cella, la banda 2 la classe che la maggior parte di essi ha. Nessun dato dove meno di metà di una cella è mappata o la cella non ha classe. Il confronto precede MIN_MAPPING_UNIT; la concordanza non è accuratezza.</translation>
  </message>
  <message>
   <source>Where there are terrain, ancillary or coordinate features beside spectral ones: train again without each kind, and tell how much larger the errors are. Default yes.</source>
   <translation>Se oltre alle caratteristiche spettrali ve ne sono di morfologia del terreno, ancillari o di coordinate: addestra di nuovo senza ciascun tipo e indica di quanto aumentano gli errori. Predefinito sì.</translation>
  </message>
  <message>
   <source>Which band is what, for example blue=1,green=2,red=3,nir=4; only these bands are used. Of a series, as fillgaps writes it, the bands of one date are counted. Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Default: every band, roles read from band descriptions and file names.</source>
   <translation>Che cosa è ogni banda, ad esempio blue=1,green=2,red=3,nir=4; si usano solo queste bande. In una serie, come la scrive fillgaps, si contano le bande di una data. Ruoli: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Predefinito: ogni banda, con i ruoli letti dalle descrizioni delle bande e dai nomi dei file.</translation>
  </message>
  <message>
   <source>Which band of each date is what, for example blue=1,green=2,red=3,nir=4; only these bands are used, and the result's are described so. Where every raster has a single band the rasters of one date are counted. Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Default: every band, names and roles read from band descriptions and file names.</source>
   <translation>Che cosa è ogni banda di ciascuna data, ad esempio blue=1,green=2,red=3,nir=4; si usano solo queste bande, e quelle del risultato ricevono queste descrizioni. Se ogni raster ha una sola banda, si contano i raster di una data. Ruoli: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Predefinito: ogni banda, con nomi e ruoli letti dalle descrizioni delle bande e dai nomi dei file.</translation>
  </message>
  <message>
   <source>Whittaker: envelope</source>
   <translation>Whittaker: inviluppo</translation>
  </message>
  <message>
   <source>Whittaker: lambda</source>
   <translation>Whittaker: lambda</translation>
  </message>
  <message>
   <source>With full paths</source>
   <translation>Con percorsi completi</translation>
  </message>
  <message>
   <source>cannot tell</source>
   <translation>non determinabile</translation>
  </message>
  <message>
   <source>code: equal codes mean the same class. name: equal class names do. auto (default): by name where names agree and codes do not; by a built-in crosswalk between two public legends, such as MODIS IGBP and CORINE; else by code.</source>
   <translation>code: codici uguali significano la stessa classe. name: nomi di classe uguali significano la stessa classe. auto (predefinito): per nome dove i nomi coincidono e i codici no; con una tabella di corrispondenza incorporata fra due legende pubbliche, come MODIS IGBP e CORINE; altrimenti per codice.</translation>
  </message>
  <message>
   <source>invalid_nonzero: 0 is clear, all else is left out. valid_nonzero: 0 is left out. sentinel2_scl: the scene classification of level 2A. landsat_qa_pixel: QA_PIXEL of Collection 2 (fill, cloud, dilated cloud, cirrus, shadow and snow are left out). none (default): there are no masks.</source>
   <translation>invalid_nonzero: 0 indica cielo sereno, tutto il resto viene escluso. valid_nonzero: 0 viene escluso. sentinel2_scl: la classificazione della scena del livello 2A. landsat_qa_pixel: QA_PIXEL della Collection 2 (riempimento, nuvola, nuvola dilatata, cirro, ombra e neve vengono esclusi). none (predefinito): non ci sono maschere.</translation>
  </message>
  <message>
   <source>land cover,classification,random forest,downscale,MODIS</source>
   <translation>copertura del suolo,land cover,classificazione,random forest,downscaling,ricampionamento,MODIS</translation>
  </message>
  <message>
   <source>land cover,preflight,validate,estimate,memory</source>
   <translation>copertura del suolo,land cover,verifica,controllo,stima,memoria</translation>
  </message>
  <message>
   <source>left out of training: its label is doubted</source>
   <translation>escluso dall'addestramento: la sua etichetta è dubbia</translation>
  </message>
  <message>
   <source>lines</source>
   <translation>linee</translation>
  </message>
  <message>
   <source>none (default): straight lines between observations. savitzky_golay: a polynomial over WINDOW dates. whittaker: as smooth as LAMBDA says; ENVELOPE follows the upper observations. harmonic: HARMONICS waves a year.</source>
   <translation>none (predefinito): linee rette fra le osservazioni. savitzky_golay: un polinomio su WINDOW date. whittaker: una curva liscia quanto indica LAMBDA; ENVELOPE segue le osservazioni superiori. harmonic: HARMONICS onde all'anno.</translation>
  </message>
  <message>
   <source>none of them</source>
   <translation>nessuno</translation>
  </message>
  <message>
   <source>polygons</source>
   <translation>poligoni</translation>
  </message>
  <message>
   <source>stratified (default): so many points in each class of the map. simple: anywhere on the map, whatever the class, so that the points can check other maps as well.</source>
   <translation>stratified (predefinito): un certo numero di punti in ogni classe della mappa. simple: ovunque sulla mappa, qualunque sia la classe, così che i punti possano verificare anche altre mappe.</translation>
  </message>
  <message>
   <source>time series,clouds,interpolation,smoothing,Whittaker,Savitzky-Golay</source>
   <translation>serie temporale,nuvole,interpolazione,lisciamento,smoothing,Whittaker,Savitzky-Golay</translation>
  </message>
  <message>
   <source>to be labelled</source>
   <translation>da etichettare</translation>
  </message>
  <message>
   <source>versions,support,bug,problem</source>
   <translation>versioni,assistenza,errore,problema</translation>
  </message>
  <message>
   <source>{area} km²</source>
   <translation>{area} km²</translation>
  </message>
  <message>
   <source>{area} km², 1 cell of {layer}</source>
   <translation>{area} km², 1 cella di {layer}</translation>
  </message>
  <message>
   <source>{area} km², {cells} cells of {layer}</source>
   <translation>{area} km², {cells} celle di {layer}</translation>
  </message>
  <message>
   <source>{layer} is empty now; Edit &gt; Undo brings its polygons back.</source>
   <translation>{layer} ora è vuoto; Modifica &gt; Annulla ripristina i suoi poligoni.</translation>
  </message>
  <message>
   <source>{layer}: {area} km². Draw more parts, or edit the layer with QGIS's tools.</source>
   <translation>{layer}: {area} km². Disegnare altre parti, o modificare il layer con gli strumenti di QGIS.</translation>
  </message>
  <message>
   <source>{layer}: {count} parts, {area} km² together.</source>
   <translation>{layer}: {count} parti, {area} km² in totale.</translation>
  </message>
  <message>
   <source>{layer}: {figures}</source>
   <translation>{layer}: {figures}</translation>
  </message>
  <message>
   <source>{name} '{path}' cannot be replaced ({reason}); close it in other programs, or choose another file.</source>
   <translation>{name} '{path}' non può essere sostituito ({reason}); chiuderlo negli altri programmi o scegliere un altro file.</translation>
  </message>
  <message>
   <source>{name} '{path}' is no .{ending} file; choose another file.</source>
   <translation>{name} '{path}' non è un file .{ending}; scegliere un altro file.</translation>
  </message>
  <message>
   <source>{name} '{path}': rasters are written as GeoTIFF; end it in .tif.</source>
   <translation>{name} '{path}': i raster si scrivono come GeoTIFF; usare l'estensione .tif.</translation>
  </message>
  <message>
   <source>{name} and {other} would both write '{path}'; choose another file for one.</source>
   <translation>{name} e {other} scriverebbero entrambi '{path}'; scegliere un altro file per uno dei due.</translation>
  </message>
  <message>
   <source>{name} holds no point; draw samples first.</source>
   <translation>{name} non contiene punti; estrarre prima dei campioni.</translation>
  </message>
  <message>
   <source>{name} is given, but neither STEP_DAYS nor MASKS, so that no series is filled; give STEP_DAYS, for example 30, or leave {name} out.</source>
   <translation>{name} è indicato, ma non lo sono né STEP_DAYS né MASKS, quindi non si colma alcuna serie; indicare STEP_DAYS, ad esempio 30, oppure omettere {name}.</translation>
  </message>
  <message>
   <source>{name} would overwrite '{path}', which belongs to the input {other}; choose another file.</source>
   <translation>{name} sovrascriverebbe '{path}', che fa parte del dato in ingresso {other}; scegliere un altro file.</translation>
  </message>
  <message>
   <source>{name} would overwrite '{path}', which is the input {other}; choose another file.</source>
   <translation>{name} sovrascriverebbe '{path}', che è il dato in ingresso {other}; scegliere un altro file.</translation>
  </message>
  <message>
   <source>{name} would overwrite '{path}', which the input {other} was made from; choose another file.</source>
   <translation>{name} sovrascriverebbe '{path}', da cui è stato ottenuto il dato in ingresso {other}; scegliere un altro file.</translation>
  </message>
  <message>
   <source>{name}: '{layer}' has no fields; give points that tell their classes.</source>
   <translation>{name}: '{layer}' non ha campi; fornire punti che indichino la loro classe.</translation>
  </message>
  <message>
   <source>{name}: '{layer}' is not a raster file; save it as GeoTIFF first.</source>
   <translation>{name}: '{layer}' non è un file raster; salvarlo prima come GeoTIFF.</translation>
  </message>
  <message>
   <source>{name}: '{value}' cannot be opened as a raster; check the path and the file.</source>
   <translation>{name}: '{value}' non può essere aperto come raster; verificare il percorso e il file.</translation>
  </message>
  <message>
   <source>{name}: '{value}' cannot be opened as a vector layer; check path and file.</source>
   <translation>{name}: '{value}' non può essere aperto come layer vettoriale; controllare percorso e file.</translation>
  </message>
  <message>
   <source>{name}: feature {id} holds {number} points under one label; split the layer with 'Multipart to singleparts' first.</source>
   <translation>{name}: l'elemento {id} contiene {number} punti sotto un'unica etichetta; scomporre prima il layer con 'Da multi parte a parti singole'.</translation>
  </message>
  <message>
   <source>{name}: feature {id} is no point; give a layer of points alone.</source>
   <translation>{name}: l'elemento {id} non è un punto; indicare un layer di soli punti.</translation>
  </message>
  <message>
   <source>{name}: the file '{path}' does not exist; choose an existing file.</source>
   <translation>{name}: il file '{path}' non esiste; scegliere un file esistente.</translation>
  </message>
  <message>
   <source>{name}: the model's classes have no such level ({problem}) Leave {name} out, or train with a legend whose classes have it.</source>
   <translation>{name}: le classi del modello non hanno questo livello ({problem}) Tralasciare {name}, o addestrare con una legenda le cui classi lo abbiano.</translation>
  </message>
  <message>
   <source>{name}: the points have no field '{field}'; choose one of {names}.</source>
   <translation>{name}: i punti non hanno un campo '{field}'; sceglierne uno fra {names}.</translation>
  </message>
  <message>
   <source>{name}: the polygons have no coordinate system; assign one to the layer.</source>
   <translation>{name}: i poligoni non hanno un sistema di riferimento; assegnarne uno al layer.</translation>
  </message>
  <message>
   <source>{name}: there is no choice '{value}'; give one of {options}.</source>
   <translation>{name}: la scelta '{value}' non esiste; indicarne una fra {options}.</translation>
  </message>
  <message>
   <source>{name}: {value} is out of range; give a number from {low:g} to {high:g}.</source>
   <translation>{name}: {value} è fuori intervallo; indicare un numero da {low:g} a {high:g}.</translation>
  </message>
  <message>
   <source>{name}: {value} is out of range; give a whole number from {low:.0f} to {high:.0f}.</source>
   <translation>{name}: {value} è fuori intervallo; indicare un numero intero da {low:.0f} a {high:.0f}.</translation>
  </message>
  <message>
   <source>{step} ▸ {setting}</source>
   <translation>{step} ▸ {setting}</translation>
  </message>
 </context>
</TS>
