<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
 <context>
  <name>FineCover</name>
  <message>
   <source>'{path}' belongs to another layer</source>
   <translation>« {path} » appartient à une autre couche</translation>
  </message>
  <message>
   <source>(not labelled yet)</source>
   <translation>(pas encore étiqueté)</translation>
  </message>
  <message>
   <source>0 Fill gaps in an image series</source>
   <translation>0 Combler une série d'images</translation>
  </message>
  <message>
   <source>1 Prepare coarse labels</source>
   <translation>1 Préparer les étiquettes</translation>
  </message>
  <message>
   <source>2 Compute features</source>
   <translation>2 Calculer les variables</translation>
  </message>
  <message>
   <source>3 Sample the coarse map</source>
   <translation>3 Échantillonner la carte grossière</translation>
  </message>
  <message>
   <source>4 Train classifier</source>
   <translation>4 Entraîner le classifieur</translation>
  </message>
  <message>
   <source>5 Classify</source>
   <translation>5 Classer</translation>
  </message>
  <message>
   <source>6 Accuracy report</source>
   <translation>6 Rapport de précision</translation>
  </message>
  <message>
   <source>&lt;b&gt;{label}&lt;/b&gt; ({name}): {text}</source>
   <translation>&lt;b&gt;{label}&lt;/b&gt; ({name}) : {text}</translation>
  </message>
  <message>
   <source>&gt; {threshold}: unlike the training samples</source>
   <translation>&gt; {threshold} : différent des échantillons d'apprentissage</translation>
  </message>
  <message>
   <source>A band per class, 0 to 1.</source>
   <translation>Une bande par classe, de 0 à 1.</translation>
  </message>
  <message>
   <source>A line for every class in every map at every level of the legend: counts, accuracies, F1 and IoU as shares, 0 to 1, what MAP gains, and, of points, areas in hectares. Default: not written.</source>
   <translation>Une ligne pour chaque classe de chaque carte à chaque niveau de la légende : effectifs, précisions, F1 et IoU en proportions, de 0 à 1, gain de MAP et, pour des points, surfaces en hectares. Par défaut : non écrit.</translation>
  </message>
  <message>
   <source>A model of shares that trainfractions wrote.</source>
   <translation>Un modèle de fractions écrit par trainfractions.</translation>
  </message>
  <message>
   <source>A model that trainclassifier or upsample wrote.</source>
   <translation>Un modèle écrit par trainclassifier ou upsample.</translation>
  </message>
  <message>
   <source>A pixel stays without data where its observations lie further apart. Default: every gap is filled.</source>
   <translation>Un pixel reste sans donnée là où ses observations sont plus éloignées les unes des autres. Par défaut : toutes les lacunes sont comblées.</translation>
  </message>
  <message>
   <source>A raster of class codes with pixels smaller than those of FEATURES. The area each class has in every pixel of FEATURES is what is learnt. Any coordinate system. Give exactly one of FINE_LABELS, COARSE_FRACTIONS and PURE_SAMPLES.</source>
   <translation>Un raster de codes de classes dont les pixels sont plus petits que ceux de FEATURES. Ce qui est appris est la surface que chaque classe occupe dans chaque pixel de FEATURES. Système de coordonnées quelconque. Donner exactement un paramètre parmi FINE_LABELS, COARSE_FRACTIONS et PURE_SAMPLES.</translation>
  </message>
  <message>
   <source>A raster with a band per class and cells larger than the pixels of FEATURES: the share of the class in each cell, as part of 1, of 100 or of any other whole. Learnt are the shares of whole cells from the means of their pixels' features.</source>
   <translation>Un raster avec une bande par classe et des cellules plus grandes que les pixels de FEATURES : la fraction de la classe dans chaque cellule, sur un total de 1, de 100 ou de toute autre valeur. Ce qui est appris, ce sont les fractions de cellules entières, à partir des moyennes des variables de leurs pixels.</translation>
  </message>
  <message>
   <source>A raster with a band per class: the share of the class in each coarse cell. The shares of the pixels in a cell are then rescaled until their mean is that of the cell. Where most of a cell is unknown its pixels stay as predicted. Default: the shares are as the model predicts them.</source>
   <translation>Un raster avec une bande par classe : la fraction de la classe dans chaque cellule grossière. Les fractions des pixels d'une cellule sont alors ajustées jusqu'à ce que leur moyenne soit celle de la cellule. Si la majeure partie d'une cellule est inconnue, ses pixels restent tels que prédits. Par défaut : les fractions sont celles que prédit le modèle.</translation>
  </message>
  <message>
   <source>Address of a Dask scheduler, for example tcp://10.0.0.1:8786, whose workers read the rasters and do the work; this computer writes the result, which is the same. They need the same versions of FineCover and its packages, and every raster under the same path, in a shared folder or as /vsis3 or /vsicurl. Give only a scheduler you trust: Dask runs code that comes from it. Default, when empty: what the environment variable FINECOVER_DASK says, else this computer.</source>
   <translation>Adresse d'un ordonnanceur Dask, par exemple tcp://10.0.0.1:8786, dont les workers lisent les rasters et font le travail ; cet ordinateur écrit le résultat, qui est le même. Il leur faut les mêmes versions de FineCover et de ses paquets, et chaque raster sous le même chemin, dans un dossier partagé ou par /vsis3 ou /vsicurl. N'indiquer qu'un ordonnanceur de confiance : Dask exécute du code qui en provient. Par défaut, si vide : ce que dit la variable d'environnement FINECOVER_DASK, sinon cet ordinateur.</translation>
  </message>
  <message>
   <source>Adds the place of each pixel, x and y in kilometres (in degrees where the image's coordinate system is), as two features. For a large area in which classes change from place to place and no image, elevation or climate shows why; over a small one the forest learns the coarse cells themselves, and the map gets worse. What is learnt does not carry to other places: map where the samples lie. Compare agreement by blocks (BLOCK_CV_ACCURACY) with and without. Default: no.</source>
   <translation>Ajoute la position de chaque pixel, x et y en kilomètres (en degrés si le système de coordonnées de l'image est en degrés), sous forme de deux variables. Pour une grande zone où les classes changent d'un endroit à l'autre sans que les images, l'altitude ou le climat en montrent la raison ; sur une petite zone, la forêt apprend les cellules grossières elles-mêmes et la carte se dégrade. Ce qui est appris ne vaut pas ailleurs : cartographier là où se trouvent les échantillons. Comparer la concordance par blocs (BLOCK_CV_ACCURACY) avec et sans coordonnées. Par défaut : non.</translation>
  </message>
  <message>
   <source>Advanced parameters</source>
   <translation>Paramètres avancés</translation>
  </message>
  <message>
   <source>Agreement with the coarse cells</source>
   <translation>Concordance avec les cellules grossières</translation>
  </message>
  <message>
   <source>Allocation</source>
   <translation>Répartition</translation>
  </message>
  <message>
   <source>An area needs at least three corners; click more of them, then finish again.</source>
   <translation>Une zone exige au moins trois sommets ; en ajouter d'autres, puis terminer à nouveau.</translation>
  </message>
  <message>
   <source>Ancillary rasters</source>
   <translation>Rasters auxiliaires</translation>
  </message>
  <message>
   <source>Applicability</source>
   <translation>Applicabilité</translation>
  </message>
  <message>
   <source>Area to check (geo_small)</source>
   <translation>Zone à vérifier (geo_small)</translation>
  </message>
  <message>
   <source>Area to map (geo_small)</source>
   <translation>Zone à cartographier (geo_small)</translation>
  </message>
  <message>
   <source>Band of the coarse map</source>
   <translation>Bande de la carte grossière</translation>
  </message>
  <message>
   <source>Band that holds the class codes. Default 1.</source>
   <translation>Bande contenant les codes de classes. Par défaut : 1.</translation>
  </message>
  <message>
   <source>Band values are multiplied by this. Default 1: as the files tell, if they tell a scale.</source>
   <translation>Les valeurs des bandes sont multipliées par ce facteur. Par défaut : 1, c'est-à-dire selon les fichiers s'ils indiquent une échelle.</translation>
  </message>
  <message>
   <source>Bands</source>
   <translation>Bandes</translation>
  </message>
  <message>
   <source>Baseline</source>
   <translation>Carte témoin</translation>
  </message>
  <message>
   <source>Block cross-validated agreement</source>
   <translation>Concordance en validation croisée par blocs</translation>
  </message>
  <message>
   <source>Block cross-validated kappa</source>
   <translation>Kappa en validation croisée par blocs</translation>
  </message>
  <message>
   <source>Buffer (coarse cells)</source>
   <translation>Tampon (cellules grossières)</translation>
  </message>
  <message>
   <source>CROSSWALK translates the codes of FINE_LABELS; leave it out with {source}.</source>
   <translation>CROSSWALK convertit les codes de FINE_LABELS ; ne pas le donner avec {source}.</translation>
  </message>
  <message>
   <source>CSV files (*.csv)</source>
   <translation>Fichiers CSV (*.csv)</translation>
  </message>
  <message>
   <source>CSV with from and to, codes or class names: from the classes of map and baseline to the reference's. A column level1 (or level2) in place of to holds classes of that level of the reference's legend. A column map holds the file name of the map a row is meant for; rows that name none are for MAP and BASELINE. Labels of POINTS are classes of the reference, or of that level. Example, three lines: from,to / 1,311 / 5,Mixed forest. Default: see MATCH.</source>
   <translation>CSV avec from et to, codes ou noms de classes : des classes de la carte et de la carte témoin vers celles de la référence. Une colonne level1 (ou level2) à la place de to contient des classes de ce niveau de la légende de la référence. Une colonne map contient le nom de fichier de la carte à laquelle une ligne est destinée ; les lignes qui n'en nomment aucune valent pour MAP et BASELINE. Les étiquettes de POINTS sont des classes de la référence, ou de ce niveau. Exemple, trois lignes : from,to / 1,311 / 5,Mixed forest. Par défaut : voir MATCH.</translation>
  </message>
  <message>
   <source>CSV with from and to, codes or class names: from the classes of the map to those of REFERENCE. A column level1 in place of to holds classes of that level.</source>
   <translation>CSV avec from et to, codes ou noms de classes : des classes de la carte vers celles de REFERENCE. Une colonne level1 à la place de to contient des classes de ce niveau.</translation>
  </message>
  <message>
   <source>CSV with the columns from and to: codes to translate before the legend applies, for example to merge classes. Codes that are not listed stay.</source>
   <translation>CSV avec les colonnes from et to : codes à convertir avant d'appliquer la légende, par exemple pour fusionner des classes. Les codes absents de la liste restent inchangés.</translation>
  </message>
  <message>
   <source>Cell (pixels along a side)</source>
   <translation>Cellule (pixels par côté)</translation>
  </message>
  <message>
   <source>Check</source>
   <translation>Vérifier</translation>
  </message>
  <message>
   <source>Check before upsampling</source>
   <translation>Vérifier avant d'affiner</translation>
  </message>
  <message>
   <source>Class field</source>
   <translation>Champ de classe</translation>
  </message>
  <message>
   <source>Class field of the points</source>
   <translation>Champ de classe des points</translation>
  </message>
  <message>
   <source>Class on the ground</source>
   <translation>Classe sur le terrain</translation>
  </message>
  <message>
   <source>Classes learnt</source>
   <translation>Classes apprises</translation>
  </message>
  <message>
   <source>Classes of the map</source>
   <translation>Classes de la carte</translation>
  </message>
  <message>
   <source>Classes that occur</source>
   <translation>Classes présentes</translation>
  </message>
  <message>
   <source>Classes that were learnt</source>
   <translation>Classes apprises</translation>
  </message>
  <message>
   <source>Clean the samples</source>
   <translation>Nettoyer les échantillons</translation>
  </message>
  <message>
   <source>Clear {layer}</source>
   <translation>Vider {layer}</translation>
  </message>
  <message>
   <source>Click more corners. Backspace takes one back.</source>
   <translation>Cliquer pour ajouter des sommets. Retour arrière en supprime un.</translation>
  </message>
  <message>
   <source>Click the first corner, or hold Shift and drag a rectangle.</source>
   <translation>Cliquer pour placer le premier sommet, ou maintenir Maj et tracer un rectangle.</translation>
  </message>
  <message>
   <source>Cluster (Dask scheduler)</source>
   <translation>Grappe de calcul (ordonnanceur Dask)</translation>
  </message>
  <message>
   <source>Coarse cells along one side of the blocks that cross-validation keeps whole, so that a forest is tested only where it has not been trained. Where most samples name no coarse cell they are kept together in squares instead, whose sides are a tenth of the longer side of the samples' area. Default 3.</source>
   <translation>Nombre de cellules grossières sur un côté des blocs que la validation croisée garde entiers, afin qu'une forêt ne soit testée que là où elle n'a pas été entraînée. Si la plupart des échantillons ne nomment aucune cellule grossière, ils sont regroupés en carrés dont le côté vaut un dixième du plus grand côté de leur emprise. Par défaut : 3.</translation>
  </message>
  <message>
   <source>Coarse cells that are unknown or hardly seen</source>
   <translation>Cellules grossières inconnues ou vues pour moins de la moitié</translation>
  </message>
  <message>
   <source>Coarse cells with which the pixels agree</source>
   <translation>Cellules grossières avec lesquelles les pixels concordent</translation>
  </message>
  <message>
   <source>Coarse cells with which they do not agree yet</source>
   <translation>Cellules grossières avec lesquelles les pixels ne concordent pas encore</translation>
  </message>
  <message>
   <source>Coarse fractions</source>
   <translation>Fractions des cellules grossières</translation>
  </message>
  <message>
   <source>Coarse fractions to agree with</source>
   <translation>Fractions des cellules grossières à respecter</translation>
  </message>
  <message>
   <source>Coarse labels</source>
   <translation>Étiquettes de la carte grossière</translation>
  </message>
  <message>
   <source>Coarse land-cover map</source>
   <translation>Carte d'occupation du sol grossière</translation>
  </message>
  <message>
   <source>Coarse map</source>
   <translation>Carte grossière</translation>
  </message>
  <message>
   <source>Coarser level of the legend</source>
   <translation>Niveau moins détaillé de la légende</translation>
  </message>
  <message>
   <source>Compares a map with reference classes, a raster or labelled points on any grid, and puts a plain nearest-neighbour copy of the coarse map (BASELINE) and any other maps (MAPS) beside it over the same places: the pixels of MAP where each of them has a class. The comparison is repeated at the coarser levels of the reference's legend. In every matrix rows are the map and columns the reference.

Points drawn by validationpoints tell their strata, and accuracy and areas are estimated by them. Where the reference is the coarse map itself or was made from it, the report speaks of agreement, and estimates no areas.

Example: MAP = the fine map, REFERENCE = a finer land-cover map, BASELINE = the coarse labels.

Example with points: draw them with validationpoints (MAP = the fine map, STANDARD_ERROR = 0.02, OUTPUT = points.gpkg), choose a class for each in QGIS, then give MAP = the fine map, POINTS = points.gpkg, BASELINE = the coarse labels. The report then estimates overall accuracy with its 95 % interval, whether the map is better than the baseline, and the area of each class in hectares.</source>
   <translation>Compare une carte à des classes de référence, raster ou points étiquetés sur une grille quelconque, et met en regard une simple copie au plus proche voisin de la carte grossière (BASELINE) et d'éventuelles autres cartes (MAPS), aux mêmes endroits : les pixels de MAP où chacune d'elles a une classe. La comparaison est répétée aux niveaux moins détaillés de la légende de la référence. Dans chaque matrice, les lignes sont la carte et les colonnes la référence.

Les points tirés par validationpoints indiquent leurs strates, à partir desquelles la précision et les surfaces sont estimées. Si la référence est la carte grossière elle-même ou en est issue, le rapport parle de concordance et n'estime aucune surface.

Exemple : MAP = la carte fine, REFERENCE = une carte d'occupation du sol plus fine, BASELINE = les étiquettes de la carte grossière.

Exemple avec des points : les tirer avec validationpoints (MAP = la carte fine, STANDARD_ERROR = 0.02, OUTPUT = points.gpkg), choisir une classe pour chacun dans QGIS, puis donner MAP = la carte fine, POINTS = points.gpkg, BASELINE = les étiquettes de la carte grossière. Le rapport estime alors la précision globale avec son intervalle de confiance à 95 % et la surface de chaque classe en hectares, et dit si la carte est meilleure que la carte témoin.</translation>
  </message>
  <message>
   <source>Computes what the forest learns from: bands, spectral indices, mean and standard deviation around each pixel, terrain, ancillary rasters, coordinates. Each is a described band of one raster on the image's grid; a pixel without data in one band of the images has none in any.

Example: IMAGES = a Sentinel-2 scene with bands described B02, B03, B04, B08; DEM = SRTM.</source>
   <translation>Calcule les variables qu'utilise la forêt : bandes, indices spectraux, moyenne et écart-type autour de chaque pixel, relief, rasters auxiliaires, coordonnées. Chaque variable est une bande, avec sa description, d'un même raster sur la grille de l'image ; un pixel sans donnée dans une bande des images n'en a dans aucune variable.

Exemple : IMAGES = une scène Sentinel-2 dont les bandes sont décrites B02, B03, B04, B08 ; DEM = SRTM.</translation>
  </message>
  <message>
   <source>Confidence</source>
   <translation>Confiance</translation>
  </message>
  <message>
   <source>Confusion matrix</source>
   <translation>Matrice de confusion</translation>
  </message>
  <message>
   <source>Context window (pixels)</source>
   <translation>Fenêtre de contexte (pixels)</translation>
  </message>
  <message>
   <source>Coordinates as features</source>
   <translation>Coordonnées comme variables</translation>
  </message>
  <message>
   <source>Copied</source>
   <translation>Copié</translation>
  </message>
  <message>
   <source>Copy command</source>
   <translation>Copier la commande</translation>
  </message>
  <message>
   <source>Copy diagnostics</source>
   <translation>Copier le diagnostic</translation>
  </message>
  <message>
   <source>Copy diagnostics with full paths</source>
   <translation>Copier le diagnostic avec les chemins complets</translation>
  </message>
  <message>
   <source>Correction for the class shares of the samples in the fine map</source>
   <translation>Correction des proportions de classes des échantillons dans la carte fine</translation>
  </message>
  <message>
   <source>Correction of the training shares (0 to 1.5)</source>
   <translation>Correction des proportions d'apprentissage (0 à 1.5)</translation>
  </message>
  <message>
   <source>Counts</source>
   <translation>Effectifs</translation>
  </message>
  <message>
   <source>Crosswalk</source>
   <translation>Table de correspondance</translation>
  </message>
  <message>
   <source>Crosswalk to the reference</source>
   <translation>Table de correspondance avec la référence</translation>
  </message>
  <message>
   <source>Dates</source>
   <translation>Dates</translation>
  </message>
  <message>
   <source>Dates observed</source>
   <translation>Dates observées</translation>
  </message>
  <message>
   <source>Dates of the filled series</source>
   <translation>Dates de la série comblée</translation>
  </message>
  <message>
   <source>Dates the polynomial is fitted to, an odd number. Default 5.</source>
   <translation>Nombre impair de dates auxquelles le polynôme est ajusté. Par défaut : 5.</translation>
  </message>
  <message>
   <source>Days from one date of the result to the next. 30 (default) suits a year, 10 a season.</source>
   <translation>Nombre de jours d'une date du résultat à la suivante. 30 (par défaut) convient à une année, 10 à une saison.</translation>
  </message>
  <message>
   <source>Degree of the polynomial, less than WINDOW. Default 2.</source>
   <translation>Degré du polynôme, inférieur à WINDOW. Par défaut : 2.</translation>
  </message>
  <message>
   <source>Diagnostics</source>
   <translation>Diagnostic</translation>
  </message>
  <message>
   <source>Diagnostics as text</source>
   <translation>Diagnostic sous forme de texte</translation>
  </message>
  <message>
   <source>Disk needed (GB), at most</source>
   <translation>Espace disque nécessaire (Go), au plus</translation>
  </message>
  <message>
   <source>Dissimilarity to the training samples; above the threshold in the file's tag AOA_THRESHOLD the model is used where it has not learnt.</source>
   <translation>Dissemblance avec les échantillons d'apprentissage ; au-dessus du seuil inscrit dans la balise AOA_THRESHOLD du fichier, le modèle est appliqué là où il n'a pas appris.</translation>
  </message>
  <message>
   <source>Distance between samples (pixels)</source>
   <translation>Distance entre échantillons (pixels)</translation>
  </message>
  <message>
   <source>Do a small part of the run on this machine, for about half a minute: a forest like the one to be, made of a few trees, and tiles of the map spread over GEO_SMALL. The time of the whole run follows from that, to within about a factor of two, and what it would be with 2, 4, 8 and 16 workers of a cluster. No file is written. A series whose gaps are filled first cannot be measured. Default: no, constants tell the order of magnitude.</source>
   <translation>Faire une petite partie du travail sur cette machine, pendant une demi-minute environ : une forêt comme celle à venir, faite de quelques arbres, et des tuiles de la carte réparties sur GEO_SMALL. On en déduit le temps de l'exécution entière, à un facteur deux près environ, et celui qu'elle prendrait avec 2, 4, 8 et 16 workers d'un cluster. Aucun fichier n'est écrit. Une série dont les lacunes sont d'abord comblées ne peut pas être mesurée. Par défaut : non, des constantes donnent l'ordre de grandeur.</translation>
  </message>
  <message>
   <source>Draw</source>
   <translation>Dessiner</translation>
  </message>
  <message>
   <source>Draw geo (training area)</source>
   <translation>Dessiner geo (zone d'apprentissage)</translation>
  </message>
  <message>
   <source>Draw geo_small (area to map)</source>
   <translation>Dessiner geo_small (zone à cartographier)</translation>
  </message>
  <message>
   <source>Draw polygons on the map, into the layer {layer}</source>
   <translation>Dessiner des polygones sur la carte, dans la couche {layer}</translation>
  </message>
  <message>
   <source>Draw validation points</source>
   <translation>Tirer des points de validation</translation>
  </message>
  <message>
   <source>Draws pixels of the features, each labelled with the class of the coarse cell it lies in, BUFFER or more from other classes. Pixels without data in some feature, or in cells with an unknown code, are never drawn.

Example: COARSE = the prepared labels, FEATURES = the features, GEO = a polygon with all classes of interest.</source>
   <translation>Tire des pixels dans les variables, chacun étiqueté avec la classe de la cellule grossière où il se trouve, à une distance BUFFER ou plus des autres classes. Les pixels sans donnée dans une variable, ou situés dans des cellules à code inconnu, ne sont jamais tirés.

Exemple : COARSE = les étiquettes préparées, FEATURES = les variables, GEO = un polygone contenant toutes les classes recherchées.</translation>
  </message>
  <message>
   <source>Draws random pixels of a map, so many that its overall accuracy will be known with the standard error you ask for though rare classes get points as well: never fewer than overall accuracy alone takes (Olofsson et al. 2014, eq. 13), and the log says both numbers. The points come in random order with an empty field class: open the layer in QGIS, look at each pixel's outline over a better image, and choose the class you see in the form, or 'cannot tell' rather than guess: the report counts such points apart. What the map says is hidden, so that it does not lead you. Then give the layer to the accuracy report as POINTS.

Example: MAP = the fine map, EXPECTED_ACCURACY = 0.9;13=0.6, STANDARD_ERROR = 0.02.</source>
   <translation>Tire au hasard des pixels d'une carte, en nombre suffisant pour que sa précision globale soit connue avec l'erreur type demandée tout en donnant aussi des points aux classes rares : jamais moins que n'en exige la précision globale seule (Olofsson et al. 2014, éq. 13), et le journal indique les deux nombres. Les points viennent dans un ordre aléatoire, avec un champ class vide : ouvrir la couche dans QGIS, examiner le contour de chaque pixel sur une meilleure image et choisir dans le formulaire la classe observée, ou « impossible à dire » plutôt que de deviner : le rapport compte ces points à part. Ce que dit la carte est masqué, pour ne pas influencer. Donner ensuite la couche au rapport de précision comme POINTS.

Exemple : MAP = la carte fine, EXPECTED_ACCURACY = 0.9;13=0.6, STANDARD_ERROR = 0.02.</translation>
  </message>
  <message>
   <source>Elevation in metres; adds elevation, slope, aspect and relative height. Any grid. Where it has no data, no samples are drawn, and the map goes by the image.</source>
   <translation>Altitude en mètres ; ajoute l'altitude, la pente, l'exposition et la hauteur relative. Grille quelconque. Là où le MNT est sans donnée, aucun échantillon n'est tiré et la carte s'appuie sur l'image.</translation>
  </message>
  <message>
   <source>Elevation model (metres)</source>
   <translation>MNT (altitude en mètres)</translation>
  </message>
  <message>
   <source>Entropy</source>
   <translation>Entropie</translation>
  </message>
  <message>
   <source>Estimated share of coarse cells with a wrong label</source>
   <translation>Part estimée de cellules grossières à étiquette fausse</translation>
  </message>
  <message>
   <source>Every figure, for programs.</source>
   <translation>Tous les chiffres, destinés aux programmes.</translation>
  </message>
  <message>
   <source>Every figure, for programs; shares 0 to 1. Default: not written.</source>
   <translation>Tous les chiffres, destinés aux programmes ; proportions de 0 à 1. Par défaut : non écrites.</translation>
  </message>
  <message>
   <source>Everything found, as JSON</source>
   <translation>Tous les constats, en JSON</translation>
  </message>
  <message>
   <source>Expected accuracy</source>
   <translation>Précision attendue</translation>
  </message>
  <message>
   <source>Exponent, 0 to 1.5, with which the forest is freed from how common each class is among its samples; 0: not at all, 1: fully. Default, when empty: chosen by self-validation together with the weight of the coarse map.</source>
   <translation>Exposant, de 0 à 1.5, avec lequel la forêt est corrigée de la fréquence de chaque classe parmi ses échantillons ; 0 : pas du tout, 1 : entièrement. Par défaut, si vide : choisi par autovalidation en même temps que le poids de la carte grossière.</translation>
  </message>
  <message>
   <source>Exponent, 0 to 2, with which the classes of the coarse map around a pixel count; 0: the coarse map is not used. Default, when empty: chosen by self-validation (what brings the coarse map back best from a degraded one), 0.5 where training could not try it.</source>
   <translation>Exposant, de 0 à 2, avec lequel comptent les classes de la carte grossière autour d'un pixel ; 0 : la carte grossière n'est pas utilisée. Par défaut, si vide : choisi par autovalidation (ce qui restitue le mieux la carte grossière à partir d'une version dégradée), 0.5 si l'apprentissage n'a pas pu l'essayer.</translation>
  </message>
  <message>
   <source>FIELD: '{field}' is what the map said when the points were drawn, so the map would be judged by itself; choose the field of the labels, usually 'class'.</source>
   <translation>FIELD : « {field} » est ce qu'indiquait la carte lors du tirage des points, si bien que la carte serait jugée par elle-même ; choisir le champ des étiquettes, en général « class ».</translation>
  </message>
  <message>
   <source>FIELD: '{field}' tells how the points were drawn, not what is there; choose the field of the labels, usually 'class'.</source>
   <translation>FIELD : « {field} » indique comment les points ont été tirés, et non ce qui se trouve sur place ; choisir le champ des étiquettes, en général « class ».</translation>
  </message>
  <message>
   <source>Features</source>
   <translation>Variables</translation>
  </message>
  <message>
   <source>Fewest points of a class</source>
   <translation>Minimum de points par classe</translation>
  </message>
  <message>
   <source>Fewest samples of a class</source>
   <translation>Minimum d'échantillons par classe</translation>
  </message>
  <message>
   <source>Fewest training samples in a leaf of a tree. Default 3.</source>
   <translation>Nombre minimal d'échantillons d'apprentissage dans une feuille d'un arbre. Par défaut : 3.</translation>
  </message>
  <message>
   <source>Fewest training samples in a leaf of a tree. Default, when empty: half the samples a coarse cell has on average, between 5 and 100, because samples of one cell carry one label and do not confirm each other; 5 where the samples name no coarse cell.</source>
   <translation>Nombre minimal d'échantillons d'apprentissage dans une feuille d'un arbre. Par défaut, si vide : la moitié du nombre moyen d'échantillons par cellule grossière, entre 5 et 100, car les échantillons d'une même cellule portent une seule étiquette et ne se confirment pas les uns les autres ; 5 si les échantillons ne nomment aucune cellule grossière.</translation>
  </message>
  <message>
   <source>Field of POINTS with the class code or the class name, such as 12 or Croplands. Default: class.</source>
   <translation>Champ de POINTS contenant le code ou le nom de la classe, comme 12 ou Croplands. Par défaut : class.</translation>
  </message>
  <message>
   <source>Field of PURE_SAMPLES with the class code, or the class name. Default class.</source>
   <translation>Champ de PURE_SAMPLES contenant le code ou le nom de la classe. Par défaut : class.</translation>
  </message>
  <message>
   <source>Field with the class code, or the class name. Default class.</source>
   <translation>Champ contenant le code ou le nom de la classe. Par défaut : class.</translation>
  </message>
  <message>
   <source>Filled series</source>
   <translation>Série comblée</translation>
  </message>
  <message>
   <source>Findings (JSON)</source>
   <translation>Constats (JSON)</translation>
  </message>
  <message>
   <source>Finds the legend of a coarse land-cover map and writes the map with class codes, names and colours on its own grid. Codes the legend does not know become nodata and are counted.

Example: COARSE = MCD12Q1 of 2018 in its sinusoidal projection, LEGEND = auto.</source>
   <translation>Trouve la légende d'une carte d'occupation du sol grossière et écrit la carte avec codes, noms et couleurs des classes sur sa propre grille. Les codes inconnus de la légende deviennent nodata et sont comptés.

Exemple : COARSE = MCD12Q1 de 2018 dans sa projection sinusoïdale, LEGEND = auto.</translation>
  </message>
  <message>
   <source>Fine labels</source>
   <translation>Étiquettes fines</translation>
  </message>
  <message>
   <source>Fine map</source>
   <translation>Carte fine</translation>
  </message>
  <message>
   <source>Fine map from a time series</source>
   <translation>Carte fine d'une série temporelle</translation>
  </message>
  <message>
   <source>Fine map, step by step</source>
   <translation>Carte fine, étape par étape</translation>
  </message>
  <message>
   <source>Fine reference classes to compare the map with. Any grid.</source>
   <translation>Classes de référence fines auxquelles comparer la carte. Grille quelconque.</translation>
  </message>
  <message>
   <source>FineCover models (*.fcm)</source>
   <translation>Modèles FineCover (*.fcm)</translation>
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in Terminal and restart QGIS; or let the plugin QPIP install them:</source>
   <translation>Des paquets Python nécessaires à FineCover manquent : {names}. Exécuter cette commande dans Terminal et redémarrer QGIS ; ou laisser l'extension QPIP les installer :</translation>
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in a terminal and restart QGIS:</source>
   <translation>Des paquets Python nécessaires à FineCover manquent : {names}. Exécuter cette commande dans un terminal et redémarrer QGIS :</translation>
  </message>
  <message>
   <source>FineCover needs Python packages that are missing: {names}. Run this command in the OSGeo4W Shell (Start menu) and restart QGIS; or let the plugin QPIP install them:</source>
   <translation>Des paquets Python nécessaires à FineCover manquent : {names}. Exécuter cette commande dans l'OSGeo4W Shell (menu Démarrer) et redémarrer QGIS ; ou laisser l'extension QPIP les installer :</translation>
  </message>
  <message>
   <source>FineCover: accuracy of {map}</source>
   <translation>FineCover : précision de {map}</translation>
  </message>
  <message>
   <source>FineCover: agreement of {map} with its reference</source>
   <translation>FineCover : concordance de {map} avec sa référence</translation>
  </message>
  <message>
   <source>FineCover: training</source>
   <translation>FineCover : apprentissage</translation>
  </message>
  <message>
   <source>First date of the filled series, for example 2019-01-01. Observations up to 60 days (with MAX_GAP_DAYS, that and 60 days) earlier help at its beginning. Default: the date of the first image.</source>
   <translation>Première date de la série comblée, par exemple 2019-01-01. Les observations antérieures de 60 jours au plus (avec MAX_GAP_DAYS, de cette durée plus 60 jours) aident à en établir le début. Par défaut : la date de la première image.</translation>
  </message>
  <message>
   <source>Fitting anew to the pixels (rounds)</source>
   <translation>Réajustement sur les pixels (itérations)</translation>
  </message>
  <message>
   <source>For LEGEND = file: CSV with code, name and color; lc.json with values, label and palette; a QGIS style (.qml); or a colour map (.txt, .clr).</source>
   <translation>Pour LEGEND = file : CSV avec code, name et color ; lc.json avec values, label et palette ; un style QGIS (.qml) ; ou une palette de couleurs (.txt, .clr).</translation>
  </message>
  <message>
   <source>For POINTS. auto (default): the strata they carry, as validationpoints writes them, else simple. simple: points drawn at random over the map. stratified: drawn at random within each class of the map. poststratified: drawn at random over the map, and weighted by the area of its classes afterwards.</source>
   <translation>Pour POINTS. auto (par défaut) : les strates qu'ils portent, telles que validationpoints les écrit, sinon simple. simple : points tirés au hasard sur toute la carte. stratified : tirés au hasard dans chaque classe de la carte. poststratified : tirés au hasard sur toute la carte, puis pondérés par la surface de ses classes.</translation>
  </message>
  <message>
   <source>For compromise and neyman: what each class of the map gets at least. A class with fewer pixels gets all of them; where TOTAL is too small for that, each gets as many as it allows. Default 50.</source>
   <translation>Pour compromise et neyman : ce que chaque classe de la carte reçoit au moins. Une classe qui compte moins de pixels les reçoit tous ; si TOTAL est trop petit pour cela, chacune en reçoit autant qu'il le permet. Par défaut : 50.</translation>
  </message>
  <message>
   <source>For images of many dates: first fills their gaps, as fillgaps does, and makes an image every so many days, for example 30 (which is also taken where only MASKS is given). Default: the images are used as they are.</source>
   <translation>Pour des images de nombreuses dates : comble d'abord leurs lacunes, comme le fait fillgaps, et produit une image tous les N jours, par exemple 30 (valeur prise aussi si seul MASKS est donné). Par défaut : les images sont utilisées telles quelles.</translation>
  </message>
  <message>
   <source>For images of several dates, in place of the single dates, separated by commas: mean, median, min, max, std, range, percentiles such as p10. Where every image has a date also these of a quarter of the year, such as median_q1 (January to March); amplitude and phase of the yearly wave, amplitude2 and phase2 of the half-yearly one; date_max, when the value is highest. Phase and date_max are days of the year. A pixel without data for one of them has none. Default: every date is used as it is.</source>
   <translation>Pour des images de plusieurs dates, à la place des dates isolées, séparées par des virgules : mean, median, min, max, std, range, des percentiles comme p10. Si chaque image a une date, également celles d'un trimestre, comme median_q1 (janvier à mars) ; amplitude et phase de l'onde annuelle, amplitude2 et phase2 de l'onde semestrielle ; date_max, date de la valeur la plus élevée. Phase et date_max sont des jours de l'année. Un pixel sans donnée pour l'une de ces statistiques n'en a pour aucune. Par défaut : chaque date est utilisée telle quelle.</translation>
  </message>
  <message>
   <source>For proportional_clipped. Default 600.</source>
   <translation>Pour proportional_clipped. Par défaut : 600.</translation>
  </message>
  <message>
   <source>For proportional_clipped. Default 8000.</source>
   <translation>Pour proportional_clipped. Par défaut : 8000.</translation>
  </message>
  <message>
   <source>For sentinel2_scl: classes that count as observed. Default 2,4,5,6,7 (dark areas, vegetation, bare ground, water, unclassified); add 11 to keep snow.</source>
   <translation>Pour sentinel2_scl : classes qui comptent comme observées. Par défaut : 2,4,5,6,7 (zones sombres, végétation, sol nu, eau, non classé) ; ajouter 11 pour conserver la neige.</translation>
  </message>
  <message>
   <source>For soft maps of cells larger than the pixels of the images: the result has a pixel for each square of so many pixels, with the mean of each feature and, under its name with _spread, how much each band and index differs within the square. Default 1: a pixel for each pixel.</source>
   <translation>Pour des cartes de proportions de cellules plus grandes que les pixels des images : le résultat a un pixel pour chaque carré d'autant de pixels, avec la moyenne de chaque variable et, sous son nom suivi de _spread, la dispersion de chaque bande et de chaque indice dans le carré. Par défaut : 1, un pixel pour chaque pixel.</translation>
  </message>
  <message>
   <source>Forest</source>
   <translation>Forêt</translation>
  </message>
  <message>
   <source>Fractions</source>
   <translation>Fractions</translation>
  </message>
  <message>
   <source>Fractions of the coarser level</source>
   <translation>Fractions du niveau moins détaillé</translation>
  </message>
  <message>
   <source>From</source>
   <translation>Début</translation>
  </message>
  <message>
   <source>Further maps to compare with the same reference over the same places, such as other products; each is called by its file. Any grid, coordinate system and legend. Default: none.</source>
   <translation>Autres cartes à comparer à la même référence aux mêmes endroits, par exemple d'autres produits ; chacune est désignée par le nom de son fichier. Grille, système de coordonnées et légende quelconques. Par défaut : aucune.</translation>
  </message>
  <message>
   <source>GEO is not used, because COARSE is not given: it only tells which cells of COARSE to leave out.</source>
   <translation>GEO n'est pas utilisé, car COARSE n'est pas donné : il indique seulement quelles cellules de COARSE écarter.</translation>
  </message>
  <message>
   <source>GEO is not used: PURE_SAMPLES are all learnt from.</source>
   <translation>GEO n'est pas utilisé : tous les échantillons de PURE_SAMPLES servent à l'apprentissage.</translation>
  </message>
  <message>
   <source>Gain in kappa expected over a copy of the coarse map</source>
   <translation>Gain de kappa attendu par rapport à une copie de la carte grossière</translation>
  </message>
  <message>
   <source>GeoTIFF of class codes with the legend's colours and names; .qml beside it.</source>
   <translation>GeoTIFF de codes de classes avec les couleurs et les noms de la légende ; .qml à côté.</translation>
  </message>
  <message>
   <source>GeoTIFF of the class of LEVEL with the largest share. It need not be the one that the class in HARD_MAP belongs to: two classes of a fifth each outweigh one of a third.</source>
   <translation>GeoTIFF de la classe de LEVEL dont la fraction est la plus grande. Ce n'est pas forcément celle à laquelle appartient la classe de HARD_MAP : deux classes d'un cinquième chacune l'emportent sur une classe d'un tiers.</translation>
  </message>
  <message>
   <source>GeoTIFF of the class with the largest share, with the legend's colours and names.</source>
   <translation>GeoTIFF de la classe dont la fraction est la plus grande, avec les couleurs et les noms de la légende.</translation>
  </message>
  <message>
   <source>GeoTIFF on the coarse map's grid, with colours and names; .qml beside it.</source>
   <translation>GeoTIFF sur la grille de la carte grossière, avec couleurs et noms ; .qml à côté.</translation>
  </message>
  <message>
   <source>GeoTIFF with a band for each class of LEVEL: the sum of the shares of its classes, 0 to 1.</source>
   <translation>GeoTIFF avec une bande pour chaque classe de LEVEL : la somme des fractions des classes qui la composent, de 0 à 1.</translation>
  </message>
  <message>
   <source>GeoTIFF with a band for each class, named like it: its share of the pixel, 0 to 1; the bands sum to 1.</source>
   <translation>GeoTIFF avec une bande pour chaque classe, qui porte son nom : la fraction du pixel que la classe occupe, de 0 à 1 ; la somme des bandes vaut 1.</translation>
  </message>
  <message>
   <source>GeoTIFF, 32-bit floats, a described band per date and band.</source>
   <translation>GeoTIFF, flottants 32 bits, une bande avec description par date et par bande.</translation>
  </message>
  <message>
   <source>GeoTIFF, 32-bit floats, one described band per feature.</source>
   <translation>GeoTIFF, flottants 32 bits, une bande avec description par variable.</translation>
  </message>
  <message>
   <source>Give either REFERENCE (a raster) or POINTS (a layer), and only one.</source>
   <translation>Donner soit REFERENCE (un raster), soit POINTS (une couche), et un seul des deux.</translation>
  </message>
  <message>
   <source>Give exactly one of FINE_LABELS, COARSE_FRACTIONS and PURE_SAMPLES; given: {given}.</source>
   <translation>Donner exactement un paramètre parmi FINE_LABELS, COARSE_FRACTIONS et PURE_SAMPLES ; donnés : {given}.</translation>
  </message>
  <message>
   <source>Go on where an earlier run of the same map stopped, by an error, a power cut or Cancel: the finished tiles of a long map are kept beside it, and the result is the same to the last byte. Where an input or a setting has changed since, and with no, the run starts afresh. Default yes.</source>
   <translation>Reprend là où une exécution précédente de la même carte s'est arrêtée, par une erreur, une coupure de courant ou Annuler : les tuiles terminées d'une longue carte sont gardées à côté d'elle, et le résultat est le même à l'octet près. Si une entrée ou un réglage a changé depuis, et avec non, l'exécution recommence au début. Par défaut : oui.</translation>
  </message>
  <message>
   <source>Go on with a run that stopped</source>
   <translation>Reprendre une exécution interrompue</translation>
  </message>
  <message>
   <source>Grow masks by (pixels)</source>
   <translation>Dilater les masques de (pixels)</translation>
  </message>
  <message>
   <source>HTML files (*.html)</source>
   <translation>Fichiers HTML (*.html)</translation>
  </message>
  <message>
   <source>Hard map</source>
   <translation>Carte de la classe dominante</translation>
  </message>
  <message>
   <source>Hard map of the coarser level</source>
   <translation>Carte de la classe dominante du niveau moins détaillé</translation>
  </message>
  <message>
   <source>Harmonic: waves a year</source>
   <translation>Harmonique : ondes par an</translation>
  </message>
  <message>
   <source>Homogeneity (0 to 1)</source>
   <translation>Homogénéité (0 à 1)</translation>
  </message>
  <message>
   <source>Hours; an order of magnitude without MEASURE</source>
   <translation>Heures ; sans MEASURE, un ordre de grandeur</translation>
  </message>
  <message>
   <source>How evenly the probabilities spread over the classes, in percent: 0 one class is certain, 100 all are equally likely.</source>
   <translation>Uniformité de la répartition des probabilités entre les classes, en pourcentage : 0, une classe est certaine ; 100, toutes sont également probables.</translation>
  </message>
  <message>
   <source>How many points you can label, in place of STANDARD_ERROR: so many are drawn, or all pixels if the map has fewer. Default: as many as reach STANDARD_ERROR, shared out by ALLOCATION and MIN_PER_CLASS.</source>
   <translation>Nombre de points qu'il est possible d'étiqueter, à la place de STANDARD_ERROR : autant sont tirés, ou tous les pixels si la carte en compte moins. Par défaut : autant qu'il en faut pour atteindre STANDARD_ERROR, répartis selon ALLOCATION et MIN_PER_CLASS.</translation>
  </message>
  <message>
   <source>How mixed a pixel is, in percent: 0 one class has all of it, 100 all classes have the same share.</source>
   <translation>Degré de mélange d'un pixel, en pourcentage : 0, une classe l'occupe tout entier ; 100, toutes les classes ont la même fraction.</translation>
  </message>
  <message>
   <source>How often classes are mixed</source>
   <translation>Fréquence des classes dans les mélanges</translation>
  </message>
  <message>
   <source>How often each pixel was observed between the first and the last date of the result.</source>
   <translation>Combien de fois chaque pixel a été observé entre la première et la dernière date du résultat.</translation>
  </message>
  <message>
   <source>Images</source>
   <translation>Images</translation>
  </message>
  <message>
   <source>JSON files (*.json)</source>
   <translation>Fichiers JSON (*.json)</translation>
  </message>
  <message>
   <source>Kappa</source>
   <translation>Kappa</translation>
  </message>
  <message>
   <source>Kappa estimated by the design</source>
   <translation>Kappa estimé selon le plan d'échantillonnage</translation>
  </message>
  <message>
   <source>Kappa of the baseline</source>
   <translation>Kappa de la carte témoin</translation>
  </message>
  <message>
   <source>Kappa of the baseline estimated by the design</source>
   <translation>Kappa de la carte témoin estimé selon le plan d'échantillonnage</translation>
  </message>
  <message>
   <source>Keep folders and your user name, which are left out otherwise. Default: no.</source>
   <translation>Garde les dossiers et votre nom d'utilisateur, omis sinon. Par défaut : non.</translation>
  </message>
  <message>
   <source>Keep only inside</source>
   <translation>Limiter aux polygones</translation>
  </message>
  <message>
   <source>LEGEND is layer, but {source} shows no classes in QGIS; choose auto, file or a public legend.</source>
   <translation>LEGEND vaut layer, mais {source} n'affiche pas de classes dans QGIS ; choisir auto, file ou une légende publique.</translation>
  </message>
  <message>
   <source>LEGEND_FILE is given, but LEGEND is {kind}; choose LEGEND=file, or leave it out.</source>
   <translation>LEGEND_FILE est donné, mais LEGEND vaut {kind} ; choisir LEGEND=file, ou ne pas donner LEGEND_FILE.</translation>
  </message>
  <message>
   <source>LEGEND_FILE is missing; LEGEND=file needs one.</source>
   <translation>LEGEND_FILE manque ; LEGEND=file en exige un.</translation>
  </message>
  <message>
   <source>Labelled points, in place of REFERENCE, such as the layer of validationpoints. Any coordinate system. Points without a label are left out and counted.</source>
   <translation>Points étiquetés, à la place de REFERENCE, par exemple la couche de validationpoints. Système de coordonnées quelconque. Les points sans étiquette sont écartés et comptés.</translation>
  </message>
  <message>
   <source>Largest difference between a coarse cell and its pixels, as a share</source>
   <translation>Plus grande différence entre une cellule grossière et ses pixels, en fraction</translation>
  </message>
  <message>
   <source>Least share, 0 to 1, of a cell and its neighbours that must have its class. Default 0.</source>
   <translation>Proportion minimale, de 0 à 1, d'une cellule et de ses voisines qui doit avoir la classe de la cellule. Par défaut : 0.</translation>
  </message>
  <message>
   <source>Leave out samples of coarse cells whose label is probably wrong, by what trees that have not seen the cell make of its pixels and by the cells around it; and samples in a spectral cluster that is nearly all another class. Where most samples name no coarse cell they are judged one by one (confident learning); where they do, but cross-validation by blocks is not possible, none is left out. Default yes.</source>
   <translation>Écarter les échantillons de toute cellule grossière dont l'étiquette est probablement fausse, d'après le classement de ses pixels par des arbres qui n'ont pas vu la cellule et d'après les cellules qui l'entourent, ainsi que les échantillons d'un groupe spectral appartenant presque entièrement à une autre classe. Si la plupart des échantillons ne nomment aucune cellule grossière, ils sont jugés un par un (apprentissage confiant, « confident learning ») ; s'ils la nomment, mais que la validation croisée par blocs est impossible, aucun n'est écarté. Par défaut : oui.</translation>
  </message>
  <message>
   <source>Legend</source>
   <translation>Légende</translation>
  </message>
  <message>
   <source>Legend file</source>
   <translation>Fichier de légende</translation>
  </message>
  <message>
   <source>Level of the legend</source>
   <translation>Niveau de la légende</translation>
  </message>
  <message>
   <source>Longest gap (days)</source>
   <translation>Plus longue lacune (jours)</translation>
  </message>
  <message>
   <source>Look for problems, and tell the memory, disk and time the run needs, without starting it.</source>
   <translation>Rechercher les problèmes et indiquer la mémoire, l'espace disque et le temps nécessaires à l'exécution, sans la lancer.</translation>
  </message>
  <message>
   <source>Looking at the parameters …</source>
   <translation>Examen des paramètres…</translation>
  </message>
  <message>
   <source>MASK_DILATION is given, but MASKS is empty, so that there is nothing to grow; give the masks, or leave MASK_DILATION at 0.</source>
   <translation>MASK_DILATION est donné, mais MASKS est vide, si bien qu'il n'y a rien à dilater ; donner les masques, ou laisser MASK_DILATION à 0.</translation>
  </message>
  <message>
   <source>Macro F1</source>
   <translation>F1 macro</translation>
  </message>
  <message>
   <source>Macro F1 estimated by the design</source>
   <translation>F1 macro estimé selon le plan d'échantillonnage</translation>
  </message>
  <message>
   <source>Macro F1 of the baseline</source>
   <translation>F1 macro de la carte témoin</translation>
  </message>
  <message>
   <source>Macro F1 of the baseline estimated by the design</source>
   <translation>F1 macro de la carte témoin estimé selon le plan d'échantillonnage</translation>
  </message>
  <message>
   <source>Makes a land-cover map at the image's pixel size from a coarse one: samples are drawn from the coarse map inside GEO, a random forest learns them from the image, and GEO_SMALL is mapped. The map is the same as that of the steps 1 to 5 one after the other. Only here it is compared with the coarse cells (CELLS, and in the report), and only here is told which classes of the coarse map occur in GEO or in GEO_SMALL alone. The report says what gain over a plain copy of the coarse map may be expected and how far to trust the map; with REFERENCE it shows the accuracy as step 6 does, with that of the plain copy beside it. A raster of the map whose name ends in .vrt is written as many GeoTIFFs in a folder beside it, for maps of a whole country.

Images of many dates with clouds: STEP_DAYS and MASKS fill their gaps first, as fillgaps does, and STATISTICS tells what is learnt of the year.

Example: IMAGES = a Sentinel-2 scene, COARSE = MODIS MCD12Q1, GEO and GEO_SMALL = two polygons drawn on the image.</source>
   <translation>Établit une carte d'occupation du sol à la taille de pixel de l'image à partir d'une carte grossière : des échantillons sont tirés de la carte grossière dans GEO, une forêt aléatoire apprend à les reconnaître sur l'image, et la zone GEO_SMALL est cartographiée. La carte est la même que celle des étapes 1 à 5 enchaînées. Ici seulement, elle est comparée aux cellules grossières (CELLS, et dans le rapport), et ici seulement sont signalées les classes de la carte grossière qui ne se trouvent que dans GEO ou que dans GEO_SMALL. Le rapport indique quel gain attendre par rapport à une simple copie de la carte grossière et jusqu'où se fier à la carte ; avec REFERENCE, il donne la précision comme le fait l'étape 6, avec celle de la simple copie en regard. Un raster de la carte dont le nom se termine par .vrt est écrit sous forme de plusieurs GeoTIFF dans un dossier voisin, pour les cartes d'un pays entier.

Images de nombreuses dates avec des nuages : STEP_DAYS et MASKS comblent d'abord leurs lacunes, comme le fait fillgaps, et STATISTICS indique ce qui est appris de l'année.

Exemple : IMAGES = une scène Sentinel-2, COARSE = MODIS MCD12Q1, GEO et GEO_SMALL = deux polygones dessinés sur l'image.</translation>
  </message>
  <message>
   <source>Makes a regular series of a year's images: what masks and nodata leave out is interpolated in time, pixel by pixel, flat before the first and after the last observation, and smoothed if you like. Several scenes of one date are joined; the first that observed a pixel counts. The result has a band per date and band, described like nir_2019-01-31, and goes on to computefeatures (see STATISTICS there).

Example: IMAGES = 30 Sentinel-2 scenes of 2019, MASKS = their SCL rasters, MASK_TYPE = sentinel2_scl, START = 2019-01-01, END = 2019-12-31, STEP_DAYS = 30.</source>
   <translation>Produit une série régulière à partir des images d'une année : ce que les masques et le nodata écartent est interpolé dans le temps, pixel par pixel, avec une valeur constante avant la première et après la dernière observation, puis lissé sur demande. Plusieurs scènes d'une même date sont réunies ; la première à avoir observé un pixel compte. Le résultat a une bande par date et par bande, dont la description ressemble à nir_2019-01-31, et se transmet à computefeatures (voir son paramètre STATISTICS).

Exemple : IMAGES = 30 scènes Sentinel-2 de 2019, MASKS = leurs rasters SCL, MASK_TYPE = sentinel2_scl, START = 2019-01-01, END = 2019-12-31, STEP_DAYS = 30.</translation>
  </message>
  <message>
   <source>Map</source>
   <translation>Carte</translation>
  </message>
  <message>
   <source>Mapped pixels</source>
   <translation>Pixels cartographiés</translation>
  </message>
  <message>
   <source>Maps the features with a model. With COARSE, the classes that are common in the coarse map around a pixel become more likely (PRIOR_WEIGHT). Features are matched to the model by name. A raster whose name ends in .vrt is written as many GeoTIFFs in a folder beside it, for maps of a whole country.

Example: FEATURES = the features, MODEL = the model, COARSE = the prepared labels, GEO_SMALL = the polygon to map.</source>
   <translation>Cartographie les classes à partir des variables, à l'aide d'un modèle. Avec COARSE, les classes fréquentes dans la carte grossière autour d'un pixel deviennent plus probables (PRIOR_WEIGHT). Les variables sont associées à celles du modèle par leur nom. Un raster dont le nom se termine par .vrt est écrit sous forme de nombreux GeoTIFF dans un dossier à côté de lui, pour les cartes d'un pays entier.

Exemple : FEATURES = les variables, MODEL = le modèle, COARSE = les étiquettes préparées, GEO_SMALL = le polygone à cartographier.</translation>
  </message>
  <message>
   <source>Maps the share of each class in every pixel with a model of trainfractions: a band per class, which sum to 1. The shares of a coarser level of the legend are the sums of those of its classes. With COARSE_FRACTIONS the pixels of each coarse cell are made to agree with the shares known of it. Features are matched to the model by name; a pixel that lacks one of them has no data and is counted.

Example: FEATURES = the features, MODEL = shares.fcm, GEO_SMALL = the polygon to map, OUTPUT = shares.tif, HARD_MAP = classes.tif.</source>
   <translation>Cartographie la fraction de chaque classe dans chaque pixel avec un modèle de trainfractions : une bande par classe, et la somme des bandes vaut 1. Les fractions d'un niveau moins détaillé de la légende sont les sommes de celles de ses classes. Avec COARSE_FRACTIONS, les pixels de chaque cellule grossière sont mis en accord avec les fractions connues de cette cellule. Les variables sont associées à celles du modèle par leur nom ; un pixel auquel il en manque une reste sans donnée et est compté.

Exemple : FEATURES = les variables, MODEL = shares.fcm, GEO_SMALL = le polygone à cartographier, OUTPUT = shares.tif, HARD_MAP = classes.tif.</translation>
  </message>
  <message>
   <source>Margin</source>
   <translation>Marge</translation>
  </message>
  <message>
   <source>Masks</source>
   <translation>Masques</translation>
  </message>
  <message>
   <source>Masks are</source>
   <translation>Type de masques</translation>
  </message>
  <message>
   <source>Matching of maps without crosswalk</source>
   <translation>Appariement sans table de correspondance</translation>
  </message>
  <message>
   <source>Mean IoU</source>
   <translation>IoU moyen</translation>
  </message>
  <message>
   <source>Mean IoU estimated by the design</source>
   <translation>IoU moyen estimé selon le plan d'échantillonnage</translation>
  </message>
  <message>
   <source>Mean IoU of the baseline</source>
   <translation>IoU moyen de la carte témoin</translation>
  </message>
  <message>
   <source>Mean IoU of the baseline estimated by the design</source>
   <translation>IoU moyen de la carte témoin estimé selon le plan d'échantillonnage</translation>
  </message>
  <message>
   <source>Mean absolute error of always the mean shares</source>
   <translation>Erreur absolue moyenne en prédisant toujours les fractions moyennes</translation>
  </message>
  <message>
   <source>Mean absolute error of the shares, at random pixels</source>
   <translation>Erreur absolue moyenne des fractions, pour des pixels pris au hasard</translation>
  </message>
  <message>
   <source>Mean absolute error of the shares, in whole blocks</source>
   <translation>Erreur absolue moyenne des fractions, pour des blocs entiers</translation>
  </message>
  <message>
   <source>Mean entropy of the mixtures, percent</source>
   <translation>Entropie moyenne des mélanges, en pourcentage</translation>
  </message>
  <message>
   <source>Mean number of observations of a pixel</source>
   <translation>Nombre moyen d'observations par pixel</translation>
  </message>
  <message>
   <source>Measure what each kind of input is worth</source>
   <translation>Mesurer l'apport de chaque type de données</translation>
  </message>
  <message>
   <source>Memory (GB)</source>
   <translation>Mémoire (Go)</translation>
  </message>
  <message>
   <source>Memory needed (GB), about</source>
   <translation>Mémoire nécessaire (Go), environ</translation>
  </message>
  <message>
   <source>Metrics</source>
   <translation>Métriques</translation>
  </message>
  <message>
   <source>Minimum mapping unit (pixels)</source>
   <translation>Unité minimale de cartographie (pixels)</translation>
  </message>
  <message>
   <source>Minutes, as an order of magnitude</source>
   <translation>Minutes, en ordre de grandeur</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>Modèle</translation>
  </message>
  <message>
   <source>Models</source>
   <translation>Modèles</translation>
  </message>
  <message>
   <source>More rasters used as features as they are (rainfall, evapotranspiration, temperature, radar, population), called by their bands' descriptions or their files. Any grid: bilinear where coarser than the image, averaged where finer. Where one has no data, no samples are drawn, and the map goes by the others.</source>
   <translation>Autres rasters utilisés tels quels comme variables (précipitations, évapotranspiration, température, radar, population), nommés d'après les descriptions de leurs bandes ou d'après leurs fichiers. Grille quelconque : interpolation bilinéaire s'ils sont moins fins que l'image, moyenne s'ils sont plus fins. Là où l'un d'eux est sans donnée, aucun échantillon n'est tiré et la carte s'appuie sur les autres.</translation>
  </message>
  <message>
   <source>Most pixels of FEATURES to learn from; of COARSE_FRACTIONS most cells, of PURE_SAMPLES about as many mixtures. Default 20000.</source>
   <translation>Nombre maximal de pixels de FEATURES servant à l'apprentissage ; avec COARSE_FRACTIONS, nombre maximal de cellules ; avec PURE_SAMPLES, nombre approximatif de mélanges. Par défaut : 20000.</translation>
  </message>
  <message>
   <source>Most samples do not name their coarse cell in cell_row and cell_col, so BLOCK_SIZE does not apply: blocks come from the field block or, without one, are squares whose sides are a tenth of the longer side of the samples' area.</source>
   <translation>La plupart des échantillons ne nomment pas leur cellule grossière dans cell_row et cell_col, si bien que BLOCK_SIZE ne s'applique pas : les blocs viennent du champ block ou, à défaut, sont des carrés dont le côté vaut un dixième du plus grand côté de l'emprise des échantillons.</translation>
  </message>
  <message>
   <source>Most samples of a class</source>
   <translation>Maximum d'échantillons par classe</translation>
  </message>
  <message>
   <source>Names separated by commas, of NDVI, NDWI, MNDWI, NDMI, NDBI, NBR, BSI, NDRE, EVI, EVI2, SAVI; none for none. The last three need reflectance 0..1 (see SCALE). Your own as NAME=formula of bands, by role or name, for example NDVI,Mine=(nir-red)/(nir+red+0.16): + - * / **, parentheses, comparisons, min, max, abs, sqrt, log, exp, clip(value, low, high), where(condition, yes, no); a division by 0 gives 0. Default: those of NDVI, NDWI, MNDWI, NDMI, NBR, BSI and NDRE the bands allow.</source>
   <translation>Noms séparés par des virgules, parmi NDVI, NDWI, MNDWI, NDMI, NDBI, NBR, BSI, NDRE, EVI, EVI2, SAVI ; none pour aucun. Les trois derniers exigent une réflectance 0..1 (voir SCALE). Indices personnels sous la forme NOM=formule de bandes, par rôle ou par nom, par exemple NDVI,Mine=(nir-red)/(nir+red+0.16) : + - * / **, parenthèses, comparaisons, min, max, abs, sqrt, log, exp, clip(value, low, high), where(condition, yes, no) ; une division par 0 donne 0. Par défaut : ceux de NDVI, NDWI, MNDWI, NDMI, NBR, BSI et NDRE que les bandes permettent.</translation>
  </message>
  <message>
   <source>No two samples are closer than this. Default 0.</source>
   <translation>Deux échantillons ne sont jamais plus proches que cette distance. Par défaut : 0.</translation>
  </message>
  <message>
   <source>No, if the reference is the coarse map or was made from it, such as points sampled from it: the report then speaks of agreement with the coarse map, and estimates no areas. Default yes; where the files show that it is not, the report says so itself.</source>
   <translation>Non, si la référence est la carte grossière ou en est issue, comme des points échantillonnés sur celle-ci : le rapport parle alors de concordance avec la carte grossière et n'estime aucune surface. Par défaut : oui ; si les fichiers montrent qu'elle ne l'est pas, le rapport le signale de lui-même.</translation>
  </message>
  <message>
   <source>Number of features</source>
   <translation>Nombre de variables</translation>
  </message>
  <message>
   <source>Number of observations</source>
   <translation>Nombre d'observations</translation>
  </message>
  <message>
   <source>Number of points</source>
   <translation>Nombre de points</translation>
  </message>
  <message>
   <source>Number of problems</source>
   <translation>Nombre de problèmes</translation>
  </message>
  <message>
   <source>Number of samples</source>
   <translation>Nombre d'échantillons</translation>
  </message>
  <message>
   <source>Number of trees</source>
   <translation>Nombre d'arbres</translation>
  </message>
  <message>
   <source>Number of warnings</source>
   <translation>Nombre d'avertissements</translation>
  </message>
  <message>
   <source>OUTPUT '{path}' cannot be read back: an older layer of this file is open; remove it from the project, or choose another file.</source>
   <translation>OUTPUT « {path} » ne peut pas être relu : une couche antérieure de ce fichier est ouverte ; la retirer du projet, ou choisir un autre fichier.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}' holds {number} labelled points, which would be lost; choose another file.</source>
   <translation>OUTPUT « {path} » contient {number} points étiquetés, qui seraient perdus ; choisir un autre fichier.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}' holds {number} layers, all of which would be overwritten; choose another file, or 'Save to GeoPackage' to add a layer.</source>
   <translation>OUTPUT « {path} » contient {number} couches, qui seraient toutes écrasées ; choisir un autre fichier, ou « Enregistrer dans un GeoPackage » pour ajouter une couche.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}': a shapefile cuts the names of fields to ten characters, so that the strata could not be read back; end it in .gpkg.</source>
   <translation>OUTPUT « {path} » : un shapefile tronque les noms de champs à dix caractères, si bien que les strates ne pourraient pas être relues ; terminer le nom par .gpkg.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}': such a file cannot be labelled in QGIS, or changes empty classes or coordinates; end it in .gpkg.</source>
   <translation>OUTPUT « {path} » : un tel fichier ne peut pas être étiqueté dans QGIS, ou modifie les classes vides ou les coordonnées ; terminer le nom par .gpkg.</translation>
  </message>
  <message>
   <source>OUTPUT '{path}': such a table would lose where the points are; end it in .gpkg.</source>
   <translation>OUTPUT « {path} » : une telle table perdrait l'emplacement des points ; terminer le nom par .gpkg.</translation>
  </message>
  <message>
   <source>OUTPUT: how it was drawn was not stored: {problem}</source>
   <translation>OUTPUT : les conditions du tirage n'ont pas été enregistrées : {problem}</translation>
  </message>
  <message>
   <source>OUTPUT: the form for labelling was not stored: {problem}</source>
   <translation>OUTPUT : le formulaire d'étiquetage n'a pas été enregistré : {problem}</translation>
  </message>
  <message>
   <source>OUTPUTS: '{value}' is no JSON object ({reason}); give names and files as in {example}.</source>
   <translation>OUTPUTS : « {value} » n'est pas un objet JSON ({reason}) ; donner les noms et les fichiers comme dans {example}.</translation>
  </message>
  <message>
   <source>OUTPUTS: there is no output '{name}'; give some of {names}.</source>
   <translation>OUTPUTS : la sortie « {name} » n'existe pas ; en donner parmi {names}.</translation>
  </message>
  <message>
   <source>Of COARSE_FRACTIONS: after learning from cells, map the pixels, make them agree with their cells and learn from the pixels, so many times. It sharpens the map where mapfractions gets no COARSE_FRACTIONS; the errors that are told remain those of the cells. Default 0.</source>
   <translation>Pour COARSE_FRACTIONS : après l'apprentissage sur les cellules, cartographier les pixels, les mettre en accord avec leurs cellules et apprendre à partir des pixels, autant de fois qu'indiqué. La carte gagne en netteté si mapfractions ne reçoit pas COARSE_FRACTIONS ; les erreurs indiquées restent celles des cellules. Par défaut : 0.</translation>
  </message>
  <message>
   <source>Of PURE_SAMPLES: proportional (default): as often as the class has samples, which should then be drawn as the classes occur. equal: all alike.</source>
   <translation>Pour PURE_SAMPLES. proportional (par défaut) : chaque classe en proportion de ses échantillons, qui doivent alors être tirés selon la fréquence réelle des classes. equal : toutes de la même façon.</translation>
  </message>
  <message>
   <source>Offset (added after scaling)</source>
   <translation>Décalage (ajouté après l'échelle)</translation>
  </message>
  <message>
   <source>One raster with all bands for each date, a raster for each band and date, or rasters with a band for each date. The one with the smallest pixels gives the grid of the result; the others are resampled to it.</source>
   <translation>Un raster avec toutes les bandes pour chaque date, un raster par bande et par date, ou des rasters avec une bande pour chaque date. Celui qui a les plus petits pixels fournit la grille du résultat ; les autres sont rééchantillonnés sur cette grille.</translation>
  </message>
  <message>
   <source>Other maps</source>
   <translation>Autres cartes</translation>
  </message>
  <message>
   <source>Out-of-bag agreement with the coarse map</source>
   <translation>Concordance hors sac (OOB) avec la carte grossière</translation>
  </message>
  <message>
   <source>Out-of-bag kappa</source>
   <translation>Kappa hors sac (OOB)</translation>
  </message>
  <message>
   <source>Outputs the run shall write, by their names in upsample and separated by commas, alone or with their files: OUTPUT=/data/map.tif,CONFIDENCE,REPORT=/data/report.html; or as a JSON object of names and files, which may hold any character. Rasters tell the room needed on disk, files whether they can be written. Default: OUTPUT.</source>
   <translation>Sorties que l'exécution doit écrire, désignées par leur nom dans upsample et séparées par des virgules, seules ou avec leur fichier : OUTPUT=/data/map.tif,CONFIDENCE,REPORT=/data/report.html ; ou un objet JSON de noms et de fichiers, qui peuvent contenir n'importe quel caractère. Les rasters indiquent la place nécessaire sur le disque, les fichiers s'ils peuvent être écrits. Par défaut : OUTPUT.</translation>
  </message>
  <message>
   <source>Overall accuracy (of points: share of the points, not of the area)</source>
   <translation>Précision globale (pour des points : part des points, et non de la surface)</translation>
  </message>
  <message>
   <source>Overall accuracy estimated by the design</source>
   <translation>Précision globale estimée selon le plan d'échantillonnage</translation>
  </message>
  <message>
   <source>Overall accuracy minus that of the baseline</source>
   <translation>Précision globale moins celle de la carte témoin</translation>
  </message>
  <message>
   <source>Overall accuracy of the baseline</source>
   <translation>Précision globale de la carte témoin</translation>
  </message>
  <message>
   <source>Overall accuracy of the baseline estimated by the design</source>
   <translation>Précision globale de la carte témoin estimée selon le plan d'échantillonnage</translation>
  </message>
  <message>
   <source>P-value of the difference</source>
   <translation>Valeur p de la différence</translation>
  </message>
  <message>
   <source>POINTS '{name}' is a layer of {kind}; give labelled points, or polygons and lines as a raster in REFERENCE.</source>
   <translation>POINTS « {name} » est une couche de {kind} ; fournir des points étiquetés, ou des polygones et des lignes convertis en raster dans REFERENCE.</translation>
  </message>
  <message>
   <source>POINTS holds no point; label some first.</source>
   <translation>POINTS ne contient aucun point ; commencer par en étiqueter.</translation>
  </message>
  <message>
   <source>Parameters</source>
   <translation>Paramètres</translation>
  </message>
  <message>
   <source>Patches of fewer pixels give way to what surrounds them; 0 keeps all. Default 0.</source>
   <translation>Les taches comptant moins de pixels sont remplacées par ce qui les entoure ; 0 les conserve toutes. Par défaut : 0.</translation>
  </message>
  <message>
   <source>Pixels of the image this near to a masked one are left out, too. Default 0.</source>
   <translation>Les pixels de l'image à cette distance ou moins d'un pixel masqué sont également écartés. Par défaut : 0.</translation>
  </message>
  <message>
   <source>Pixels or points of MAP by class: rows are the map, columns the reference. User's and producer's accuracies as shares, 0 to 1. For a sample of points, a second matrix below it holds shares of the area. Default: not written.</source>
   <translation>Pixels ou points de MAP par classe : les lignes sont la carte, les colonnes la référence. Précisions utilisateur et producteur en proportions, de 0 à 1. Pour un échantillon de points, une seconde matrice, au-dessous, donne les proportions de la surface. Par défaut : non écrite.</translation>
  </message>
  <message>
   <source>Pixels the images do not show</source>
   <translation>Pixels que les images ne montrent pas</translation>
  </message>
  <message>
   <source>Pixels to map, about</source>
   <translation>Pixels à cartographier, environ</translation>
  </message>
  <message>
   <source>Pixels with unknown codes</source>
   <translation>Pixels à code inconnu</translation>
  </message>
  <message>
   <source>Pixels without elevation or ancillary data alone</source>
   <translation>Pixels auxquels ne manquent que l'altitude ou des données auxiliaires</translation>
  </message>
  <message>
   <source>Point</source>
   <translation>Point</translation>
  </message>
  <message>
   <source>Points at pixel centres with id, class (empty; -1 = cannot tell), map_class, stratum, stratum_name, stratum_pixels, stratum_ha, and weight (share of the whole area a point stands for). A GeoPackage keeps the form, and in the layer's metadata settings, seed and command; beside GeoJSON and FlatGeobuf a .qml and a .qmd are written; other kinds of file are not possible.</source>
   <translation>Points aux centres des pixels avec id, class (vide ; -1 = impossible à dire), map_class, stratum, stratum_name, stratum_pixels, stratum_ha et weight (part de la surface totale que représente un point). Un GeoPackage conserve le formulaire et, dans les métadonnées de la couche, les réglages, la graine et la commande ; à côté d'un GeoJSON ou d'un FlatGeobuf, un .qml et un .qmd sont écrits ; d'autres types de fichiers ne sont pas possibles.</translation>
  </message>
  <message>
   <source>Points in all</source>
   <translation>Nombre total de points</translation>
  </message>
  <message>
   <source>Points of one class each, with the field class, as samplecoarsemap writes them. Their pixels are mixed by calculation, and shares are learnt from the mixtures. Only bands, and means of bands over time, are used: nothing else adds up in a mixed pixel.</source>
   <translation>Points d'une seule classe chacun, avec le champ class, tels que samplecoarsemap les écrit. Leurs pixels sont mélangés par calcul, et les fractions sont apprises à partir de ces mélanges. Seules les bandes, et les moyennes de bandes dans le temps, sont utilisées : rien d'autre ne s'additionne dans un pixel mixte.</translation>
  </message>
  <message>
   <source>Points per class of the map. compromise (default): MIN_PER_CLASS to the rare ones, the rest by area. proportional: by area. equal: the same for all, best for user's accuracies. neyman: as compromise, but by area and expected doubt, best for overall accuracy. Two at least in any case that TOTAL allows.</source>
   <translation>Points par classe de la carte. compromise (par défaut) : MIN_PER_CLASS aux classes rares, le reste selon la surface. proportional : selon la surface. equal : le même nombre pour toutes, idéal pour les précisions utilisateur. neyman : comme compromise, mais selon la surface et l'incertitude attendue, idéal pour la précision globale. Au moins deux dans tous les cas où TOTAL le permet.</translation>
  </message>
  <message>
   <source>Points that STANDARD_ERROR takes at best (eq. 13)</source>
   <translation>Points qu'exige au mieux STANDARD_ERROR (éq. 13)</translation>
  </message>
  <message>
   <source>Points with a class, as samplecoarsemap writes them.</source>
   <translation>Points avec une classe, tels que samplecoarsemap les écrit.</translation>
  </message>
  <message>
   <source>Points with the fields class, class_name and class_color; cell, cell_row and cell_col (number, row and column of the coarse cell); purity (share of like cells around that one, 0 to 1); weight (pixels the sample stands for).</source>
   <translation>Points avec les champs class, class_name et class_color ; cell, cell_row et cell_col (numéro, ligne et colonne de la cellule grossière) ; purity (proportion de cellules semblables autour de celle-ci, de 0 à 1) ; weight (nombre de pixels que l'échantillon représente).</translation>
  </message>
  <message>
   <source>Polygons inside which is compared. Any coordinate system. Default: wherever all maps and the reference have a class. Points drawn inside polygons want the same ones.</source>
   <translation>Polygones à l'intérieur desquels se fait la comparaison. Système de coordonnées quelconque. Par défaut : partout où toutes les cartes et la référence ont une classe. Pour des points tirés dans des polygones, donner les mêmes.</translation>
  </message>
  <message>
   <source>Polygons inside which points are drawn. Any coordinate system. Default: the whole map. Give the accuracy report the same ones.</source>
   <translation>Polygones à l'intérieur desquels les points sont tirés. Système de coordonnées quelconque. Par défaut : toute la carte. Donner les mêmes au rapport de précision.</translation>
  </message>
  <message>
   <source>Polygons inside which training samples are taken. Any coordinate system. Default: everywhere the image and the coarse map overlap.</source>
   <translation>Polygones à l'intérieur desquels les échantillons d'apprentissage sont prélevés. Système de coordonnées quelconque. Par défaut : partout où l'image et la carte grossière se recouvrent.</translation>
  </message>
  <message>
   <source>Polygons to keep: the result is cut to them. Default: the whole image.</source>
   <translation>Polygones à conserver : le résultat est découpé selon ces polygones. Par défaut : toute l'image.</translation>
  </message>
  <message>
   <source>Polygons to keep; the result is cut to them. Any coordinate system. Default: the whole frame of the images.</source>
   <translation>Polygones à conserver ; le résultat est découpé selon ces polygones. Système de coordonnées quelconque. Par défaut : toute l'emprise des images.</translation>
  </message>
  <message>
   <source>Polygons to map; the result is cut to them. Any coordinate system. Default: the whole image.</source>
   <translation>Polygones à cartographier ; le résultat est découpé selon ces polygones. Système de coordonnées quelconque. Par défaut : toute l'image.</translation>
  </message>
  <message>
   <source>Probabilities</source>
   <translation>Probabilités</translation>
  </message>
  <message>
   <source>Probability of the mapped class minus that of the second, in percent; near 0 either could be right.</source>
   <translation>Probabilité de la classe cartographiée moins celle de la deuxième, en pourcentage ; près de 0, l'une comme l'autre pourrait être juste.</translation>
  </message>
  <message>
   <source>Probability of the mapped class, in percent.</source>
   <translation>Probabilité de la classe cartographiée, en pourcentage.</translation>
  </message>
  <message>
   <source>Problems found: {problems}, warnings: {warnings}. The log tells what to do.</source>
   <translation>Problèmes trouvés : {problems}, avertissements : {warnings}. Le journal indique quoi faire.</translation>
  </message>
  <message>
   <source>Pure samples</source>
   <translation>Échantillons purs</translation>
  </message>
  <message>
   <source>Purity (0 to 1)</source>
   <translation>Pureté (0 à 1)</translation>
  </message>
  <message>
   <source>R2 of all shares, at random pixels</source>
   <translation>R2 de toutes les fractions, pour des pixels pris au hasard</translation>
  </message>
  <message>
   <source>R2 of all shares, in whole blocks</source>
   <translation>R2 de toutes les fractions, pour des blocs entiers</translation>
  </message>
  <message>
   <source>REFITS is {rounds}, but there are no COARSE_FRACTIONS to fit pixels to; set it to 0.</source>
   <translation>REFITS vaut {rounds}, mais COARSE_FRACTIONS, sur lequel ajuster les pixels, n'est pas donné ; mettre REFITS à 0.</translation>
  </message>
  <message>
   <source>Raster of reference classes, read at the pixels of MAP. Any grid, coordinate system and legend. Give this or POINTS.</source>
   <translation>Raster de classes de référence, lu aux pixels de MAP. Grille, système de coordonnées et légende quelconques. Donner ce raster ou POINTS.</translation>
  </message>
  <message>
   <source>Raster with one feature per band, as computefeatures writes it; any other raster works too.</source>
   <translation>Raster avec une variable par bande, tel que computefeatures l'écrit ; tout autre raster convient aussi.</translation>
  </message>
  <message>
   <source>Reference</source>
   <translation>Référence</translation>
  </message>
  <message>
   <source>Reference points</source>
   <translation>Points de référence</translation>
  </message>
  <message>
   <source>Report</source>
   <translation>Rapport</translation>
  </message>
  <message>
   <source>Right-click or Enter finishes, Esc cancels.</source>
   <translation>Clic droit ou Entrée pour terminer, Échap pour annuler.</translation>
  </message>
  <message>
   <source>Root mean squared error of the shares, at random pixels</source>
   <translation>Racine de l'erreur quadratique moyenne des fractions, pour des pixels pris au hasard</translation>
  </message>
  <message>
   <source>Root mean squared error of the shares, in whole blocks</source>
   <translation>Racine de l'erreur quadratique moyenne des fractions, pour des blocs entiers</translation>
  </message>
  <message>
   <source>Run</source>
   <translation>Exécution</translation>
  </message>
  <message>
   <source>Run ▸ Folder of the results</source>
   <translation>Exécution ▸ Dossier des résultats</translation>
  </message>
  <message>
   <source>Run ▸ Measure how long it takes</source>
   <translation>Exécution ▸ Mesurer le temps qu'elle prend</translation>
  </message>
  <message>
   <source>Run ▸ Outputs to write</source>
   <translation>Exécution ▸ Sorties à écrire</translation>
  </message>
  <message>
   <source>SCL_CLASSES is given, but MASK_TYPE is {kind}; choose sentinel2_scl, or leave SCL_CLASSES out.</source>
   <translation>SCL_CLASSES est donné, mais MASK_TYPE vaut {kind} ; choisir sentinel2_scl, ou ne pas donner SCL_CLASSES.</translation>
  </message>
  <message>
   <source>Samples</source>
   <translation>Échantillons</translation>
  </message>
  <message>
   <source>Samples (pixels)</source>
   <translation>Échantillons (pixels)</translation>
  </message>
  <message>
   <source>Samples keep this distance, in coarse cells, from cells of other classes. Default 0.</source>
   <translation>Les échantillons restent à cette distance, en cellules grossières, des cellules d'autres classes. Par défaut : 0.</translation>
  </message>
  <message>
   <source>Samples per class. proportional_clipped (default): by area, but between MIN_PER_CLASS and MAX_PER_CLASS. proportional: by area. equal: the same for all.</source>
   <translation>Échantillons par classe. proportional_clipped (par défaut) : selon la surface, mais entre MIN_PER_CLASS et MAX_PER_CLASS. proportional : selon la surface. equal : le même nombre pour toutes.</translation>
  </message>
  <message>
   <source>Sampling design</source>
   <translation>Plan d'échantillonnage</translation>
  </message>
  <message>
   <source>Sampling design of the points</source>
   <translation>Plan d'échantillonnage des points</translation>
  </message>
  <message>
   <source>Savitzky-Golay: degree</source>
   <translation>Savitzky-Golay : degré</translation>
  </message>
  <message>
   <source>Savitzky-Golay: window (dates)</source>
   <translation>Savitzky-Golay : fenêtre (dates)</translation>
  </message>
  <message>
   <source>Scale (factor)</source>
   <translation>Échelle (facteur)</translation>
  </message>
  <message>
   <source>Scene classes to keep</source>
   <translation>Classes de scène à conserver</translation>
  </message>
  <message>
   <source>Seconds that measuring took</source>
   <translation>Secondes prises par la mesure</translation>
  </message>
  <message>
   <source>Seed</source>
   <translation>Graine aléatoire</translation>
  </message>
  <message>
   <source>Series</source>
   <translation>Série</translation>
  </message>
  <message>
   <source>Share of coarse cells whose class is the fine map's commonest there</source>
   <translation>Part des cellules grossières dont la classe domine dans la carte fine</translation>
  </message>
  <message>
   <source>Share of the map outside the area of applicability</source>
   <translation>Part de la carte hors du domaine d'applicabilité</translation>
  </message>
  <message>
   <source>Share, 0 to 1, of the cells of each class that samples keep out of: those in which the image varies most. At 1 one cell of each class remains. Above 0 the features are read twice. Default 0.</source>
   <translation>Proportion, de 0 à 1, des cellules de chaque classe que les échantillons évitent : celles où l'image varie le plus. À 1, il reste une cellule de chaque classe. Au-dessus de 0, les variables sont lues deux fois. Par défaut : 0.</translation>
  </message>
  <message>
   <source>Side of the blocks of ground, in metres, of which a fifth is kept aside as wholes to test on. Larger than the distance over which neighbours are alike. Default, when empty: about 100 blocks over the area of the samples.</source>
   <translation>Côté, en mètres, des blocs de terrain, dont un cinquième est réservé en entier pour le test. Doit dépasser la distance sur laquelle les voisins se ressemblent. Par défaut, si vide : environ 100 blocs sur l'emprise des échantillons.</translation>
  </message>
  <message>
   <source>Side of the square over which the mean and the standard deviation of each band are added as features; an odd number of pixels, 0 for none. Default 0.</source>
   <translation>Côté du carré sur lequel la moyenne et l'écart-type de chaque bande sont ajoutés comme variables ; un nombre impair de pixels, 0 pour aucune fenêtre. Par défaut : 0.</translation>
  </message>
  <message>
   <source>Smallest leaf (samples)</source>
   <translation>Plus petite feuille (échantillons)</translation>
  </message>
  <message>
   <source>Smooth along edges seen in the image</source>
   <translation>Respecter les contours de l'image</translation>
  </message>
  <message>
   <source>Smooth class probabilities over the neighbours that look like the pixel, so that smoothing does not cross edges seen in the image; no: over all neighbours. Default yes.</source>
   <translation>Lisser les probabilités des classes sur les voisins qui ressemblent au pixel, afin que le lissage ne franchisse pas les contours visibles dans l'image ; non : sur tous les voisins. Par défaut : oui.</translation>
  </message>
  <message>
   <source>Smoothing (pixels)</source>
   <translation>Lissage (pixels)</translation>
  </message>
  <message>
   <source>Smoothing in time</source>
   <translation>Lissage temporel</translation>
  </message>
  <message>
   <source>Soft map 1: train fractions</source>
   <translation>Carte de fractions 1 : entraîner le modèle</translation>
  </message>
  <message>
   <source>Soft map 2: map fractions</source>
   <translation>Carte de fractions 2 : cartographier les fractions</translation>
  </message>
  <message>
   <source>Spectral indices</source>
   <translation>Indices spectraux</translation>
  </message>
  <message>
   <source>Standard deviation, in pixels, of the Gaussian that smooths class probabilities; 0 for none. Default 2.</source>
   <translation>Écart-type, en pixels, de la gaussienne qui lisse les probabilités des classes ; 0 pour aucun lissage. Par défaut : 2.</translation>
  </message>
  <message>
   <source>Standard error of overall accuracy</source>
   <translation>Erreur type de la précision globale</translation>
  </message>
  <message>
   <source>Standard error of overall accuracy to expect</source>
   <translation>Erreur type attendue de la précision globale</translation>
  </message>
  <message>
   <source>Standard error of the baseline's estimated accuracy</source>
   <translation>Erreur type de la précision estimée de la carte témoin</translation>
  </message>
  <message>
   <source>Standard error of the difference</source>
   <translation>Erreur type de la différence</translation>
  </message>
  <message>
   <source>Standard error of the estimated accuracy</source>
   <translation>Erreur type de la précision estimée</translation>
  </message>
  <message>
   <source>Standard error of the expected gain</source>
   <translation>Erreur type du gain attendu</translation>
  </message>
  <message>
   <source>Statistics over dates</source>
   <translation>Statistiques sur les dates</translation>
  </message>
  <message>
   <source>Step (days)</source>
   <translation>Pas (jours)</translation>
  </message>
  <message>
   <source>Step by step</source>
   <translation>Étape par étape</translation>
  </message>
  <message>
   <source>Table of classes</source>
   <translation>Tableau des classes</translation>
  </message>
  <message>
   <source>Table of what was found and drawn per class.</source>
   <translation>Tableau de ce qui a été trouvé et tiré par classe.</translation>
  </message>
  <message>
   <source>Takes the parameters of upsample and tells within seconds, without training, what would go wrong and how large the run is: whether rasters and polygons overlap, how many coarse cells each class has in GEO and in GEO_SMALL, codes the legend does not know, classes with too few cells, bands that indices lack, pixels without data, and the memory, disk and time the run needs. Everything wrong is told at once, each with its parameter and what to do. Problems would stop the run, warnings make its map poorer. The Check button of the upsample dialog does the same. With MEASURE it also does a small part of the run, and tells by that how long all of it takes.

Example: IMAGES = a Sentinel-2 scene, COARSE = MODIS MCD12Q1, GEO = a polygon with forest and water only: the log warns that crops occur in GEO_SMALL but nowhere in GEO, so they cannot be mapped; enlarge GEO.</source>
   <translation>Prend les paramètres d'upsample et indique en quelques secondes, sans apprentissage, ce qui échouerait et l'ampleur de l'exécution : si rasters et polygones se recouvrent, combien de cellules grossières chaque classe compte dans GEO et dans GEO_SMALL, les codes inconnus de la légende, les classes ayant trop peu de cellules, les bandes qui manquent aux indices, les pixels sans donnée, ainsi que la mémoire, l'espace disque et le temps nécessaires. Tout ce qui ne va pas est signalé d'un coup, chaque point avec son paramètre et le remède. Les problèmes empêcheraient l'exécution, les avertissements annoncent une carte moins bonne. Le bouton Vérifier de la fenêtre d'upsample fait de même. Avec MEASURE, elle fait aussi une petite partie du travail et en déduit le temps que prend l'ensemble.

Exemple : IMAGES = une scène Sentinel-2, COARSE = MODIS MCD12Q1, GEO = un polygone ne contenant que de la forêt et de l'eau : le journal avertit que des cultures se trouvent dans GEO_SMALL mais nulle part dans GEO, et ne peuvent donc pas être cartographiées ; agrandir GEO.</translation>
  </message>
  <message>
   <source>Tells what FineCover runs on: versions of QGIS, GDAL, PROJ and of the Python packages, the machine, settings, and which optional parts work. Send it along when you report a problem. Folders and your name are left out.

Example: FULL_PATHS = no, run by qgis_process with its output sent to a text file.</source>
   <translation>Indique sur quoi FineCover s'exécute : versions de QGIS, GDAL, PROJ et des paquets Python, la machine, les réglages et les parties facultatives qui fonctionnent. À joindre au signalement d'un problème. Les dossiers et votre nom sont omis.

Exemple : FULL_PATHS = non, exécuté par qgis_process avec la sortie dans un fichier texte.</translation>
  </message>
  <message>
   <source>The check was not finished; the log tells why.</source>
   <translation>La vérification n'est pas allée à son terme ; le journal indique pourquoi.</translation>
  </message>
  <message>
   <source>The coarse labels SAMPLES were drawn from, as preparelabels writes them. How much the coarse map should weigh is found by trying it out on the cells that hold samples; where most cells hold none (a large map of small cells), that takes the cells between them, which only this map has. They also help to judge the cells. Needed for the same map as upsample makes. Default: only cells with samples are known.</source>
   <translation>Les étiquettes de la carte grossière dont SAMPLES a été tiré, telles que preparelabels les écrit. Le poids à donner à la carte grossière est trouvé en l'essayant sur les cellules qui contiennent des échantillons ; si la plupart n'en contiennent pas (une grande carte à petites cellules), il faut les cellules intermédiaires, que seule cette carte connaît. Elles aident aussi à juger les cellules. Nécessaire pour obtenir la même carte qu'upsample. Par défaut : seules les cellules avec échantillons sont connues.</translation>
  </message>
  <message>
   <source>The coarse land-cover map: a raster of class codes, for example MODIS MCD12Q1, ECOCLIMAP-SG, ESA CCI or CORINE. Any coordinate system and pixel size.</source>
   <translation>La carte d'occupation du sol à résolution grossière : un raster de codes de classes, par exemple MODIS MCD12Q1, ECOCLIMAP-SG, ESA CCI ou CORINE. Système de coordonnées et taille de pixel quelconques.</translation>
  </message>
  <message>
   <source>The coarser level of the legend whose classes are learnt: its name, such as level1, or its number from 1 (the coarsest). Default: the classes themselves, whose shares mapfractions adds up to those of the levels.</source>
   <translation>Niveau de la légende à apprendre, moins détaillé que les classes elles-mêmes : son nom, comme level1, ou son numéro à partir de 1 (le moins détaillé). Par défaut : les classes elles-mêmes, dont mapfractions additionne les fractions pour obtenir celles des niveaux.</translation>
  </message>
  <message>
   <source>The comparison as one HTML page.</source>
   <translation>La comparaison sous forme de page HTML.</translation>
  </message>
  <message>
   <source>The corners lie on one line; click one more beside it, then finish again.</source>
   <translation>Les sommets sont alignés ; en ajouter un à l'écart, puis terminer à nouveau.</translation>
  </message>
  <message>
   <source>The diagnostics are on the clipboard, with folders and your user name; paste them only where those may be read.</source>
   <translation>Le diagnostic est dans le presse-papiers, avec les dossiers et votre nom d'utilisateur ; ne le coller que là où ils peuvent être lus.</translation>
  </message>
  <message>
   <source>The diagnostics are on the clipboard, without folders and your user name; paste them into your report of a problem.</source>
   <translation>Le diagnostic est dans le presse-papiers, sans les dossiers ni votre nom d'utilisateur ; le coller dans votre signalement d'un problème.</translation>
  </message>
  <message>
   <source>The filled series ends on this date or less than a step before, for example 2019-12-31. Default: the date of the last image.</source>
   <translation>La série comblée se termine à cette date, ou moins d'un pas avant, par exemple 2019-12-31. Par défaut : la date de la dernière image.</translation>
  </message>
  <message>
   <source>The fine image: one raster with several bands, or several rasters (bands in files of their own, or dates). The one with the smallest pixels gives the grid of the result; the others are resampled to it.</source>
   <translation>L'image fine : un raster à plusieurs bandes, ou plusieurs rasters (bandes dans des fichiers séparés, ou dates). Celui qui a les plus petits pixels fournit la grille du résultat ; les autres sont rééchantillonnés sur cette grille.</translation>
  </message>
  <message>
   <source>The larger the smoother, for dates STEP_DAYS apart; try 1 to 100. Default: chosen for each pixel by the V-curve.</source>
   <translation>Plus il est grand, plus la courbe est lisse, pour des dates espacées de STEP_DAYS ; essayer de 1 à 100. Par défaut : choisi pour chaque pixel par la courbe en V (V-curve).</translation>
  </message>
  <message>
   <source>The layer '{layer}' cannot be changed; rename it, and the polygon goes into a new one. {reason}</source>
   <translation>La couche « {layer} » ne peut pas être modifiée ; la renommer pour que le polygone aille dans une nouvelle. {reason}</translation>
  </message>
  <message>
   <source>The layer '{layer}' has a filter ({filter}), which may hide its polygons; take it away (Layer &gt; Filter…), then try again.</source>
   <translation>La couche « {layer} » a un filtre ({filter}), qui peut masquer ses polygones ; le retirer (Couche &gt; Filtrer…), puis réessayer.</translation>
  </message>
  <message>
   <source>The level that LEVEL_MAP and LEVEL_FRACTIONS show: its name, such as level1, or its number from 1. Default: 1, the coarsest.</source>
   <translation>Niveau que montrent LEVEL_MAP et LEVEL_FRACTIONS : son nom, comme level1, ou son numéro à partir de 1. Par défaut : 1, le moins détaillé.</translation>
  </message>
  <message>
   <source>The map to check: a raster of class codes. Any grid.</source>
   <translation>La carte à vérifier : un raster de codes de classes. Grille quelconque.</translation>
  </message>
  <message>
   <source>The map to judge: a raster of class codes. Any grid.</source>
   <translation>La carte à évaluer : un raster de codes de classes. Grille quelconque.</translation>
  </message>
  <message>
   <source>The model, a .fcm file.</source>
   <translation>Le modèle, un fichier .fcm.</translation>
  </message>
  <message>
   <source>The outline crosses itself. Backspace takes a corner back.</source>
   <translation>Le contour se recoupe. Retour arrière supprime un sommet.</translation>
  </message>
  <message>
   <source>The outline crosses or touches itself; press Backspace until it does not, then finish again.</source>
   <translation>Le contour se recoupe ou se touche ; appuyer sur Retour arrière jusqu'à ce que ce ne soit plus le cas, puis terminer à nouveau.</translation>
  </message>
  <message>
   <source>The pixels of FINE_LABELS ({labels:.3g} m) are larger than those of FEATURES ({features:.3g} m), so none is mixed; give finer labels, or compute features with larger pixels.</source>
   <translation>Les pixels de FINE_LABELS ({labels:.3g} m) sont plus grands que ceux de FEATURES ({features:.3g} m), si bien qu'aucun n'est mixte ; donner des étiquettes plus fines, ou calculer des variables à plus grands pixels.</translation>
  </message>
  <message>
   <source>The polygon lies outside what the coordinate system of the layer '{layer}' covers; rename that layer, and the polygon goes into a new one.</source>
   <translation>Le polygone se trouve hors du domaine couvert par le système de coordonnées de la couche « {layer} » ; renommer cette couche pour que le polygone aille dans une nouvelle.</translation>
  </message>
  <message>
   <source>The polygons SAMPLES were drawn in: nothing is learnt from cells of COARSE that lie outside. Only used with COARSE. Default: all its cells count.</source>
   <translation>Les polygones dans lesquels SAMPLES a été tiré : rien n'est appris des cellules de COARSE situées à l'extérieur. Utilisé seulement avec COARSE. Par défaut : toutes ses cellules comptent.</translation>
  </message>
  <message>
   <source>The project has no coordinate system; set one at the bottom right of the window, then finish again.</source>
   <translation>Le projet n'a pas de système de coordonnées ; en définir un en bas à droite de la fenêtre, puis terminer à nouveau.</translation>
  </message>
  <message>
   <source>The reference is independent of the coarse map</source>
   <translation>La référence est indépendante de la carte grossière</translation>
  </message>
  <message>
   <source>The run can start. Warnings found: {warnings}; the log tells them.</source>
   <translation>L'exécution peut démarrer. Avertissements : {warnings} ; le journal les détaille.</translation>
  </message>
  <message>
   <source>The run can start; nothing to warn of was found.</source>
   <translation>L'exécution peut démarrer ; aucun avertissement.</translation>
  </message>
  <message>
   <source>The same inputs and seed give the same result. Default 0.</source>
   <translation>Les mêmes entrées et la même graine donnent le même résultat. Par défaut : 0.</translation>
  </message>
  <message>
   <source>The samples with trust: the probability, 0 to 1, that the label of their coarse cell is right, by trees that have not seen the cell and by the cells around it; where a sample names no cell, or has another label than its cell, the probability of its class over that of the most probable one. Empty where a sample has no data or could not be tested. Further kept (1 = learnt from, 0 = left out), and as suggested and suggested_name the most probable class of what trust tells of: the coarse cell, or the sample. Cells, purity, blocks and weights of SAMPLES are carried over, so the layer can be edited and learnt from in its place.</source>
   <translation>Les échantillons avec trust : la probabilité, de 0 à 1, que l'étiquette de leur cellule grossière soit juste, d'après les arbres qui n'ont pas vu la cellule et d'après les cellules qui l'entourent ; si un échantillon ne nomme aucune cellule, ou porte une autre étiquette que sa cellule, la probabilité de sa classe rapportée à celle de la classe la plus probable. Vide si un échantillon est sans donnée ou n'a pas pu être testé. En outre kept (1 = appris, 0 = écarté) et, dans suggested et suggested_name, la classe la plus probable de ce que trust juge : la cellule grossière, ou l'échantillon. Cellules, pureté, blocs et poids de SAMPLES sont repris, si bien que la couche peut être modifiée et servir à sa place à l'apprentissage.</translation>
  </message>
  <message>
   <source>The standard error that the estimate of overall accuracy is to have, as a share: with 0.02 the 95 % interval is 0.04 wide on either side. Half of it takes four times as many points. Default 0.02.</source>
   <translation>Erreur type visée pour l'estimation de la précision globale, en proportion : avec 0.02, l'intervalle de confiance à 95 % s'étend à 0.04 de part et d'autre. La diviser par deux demande quatre fois plus de points. Par défaut : 0.02.</translation>
  </message>
  <message>
   <source>The trained model, for classify.</source>
   <translation>Le modèle entraîné, pour classify.</translation>
  </message>
  <message>
   <source>The whole chain as a model, for images of many dates: gaps and clouds are filled in time first, then features, samples, training, map and, where a reference is given, the accuracy report. It gives the same map as the steps run one by one. Copy resources/models/timeseries.model3 from the plugin's folder into your models to change it.

Example: IMAGES = 30 Sentinel-2 scenes of 2019, MASKS = their SCL rasters, MASK_TYPE = sentinel2_scl, COARSE = MCD12Q1 of 2019.</source>
   <translation>Toute la chaîne sous forme de modèle, pour des images de nombreuses dates : lacunes et zones nuageuses sont d'abord comblées dans le temps, puis viennent variables, échantillons, apprentissage, carte et, si une référence est donnée, rapport de précision. La carte obtenue est la même que celle des étapes exécutées une à une. Pour modifier ce modèle, copier resources/models/timeseries.model3 du dossier de l'extension dans le dossier des modèles.

Exemple : IMAGES = 30 scènes Sentinel-2 de 2019, MASKS = leurs rasters SCL, MASK_TYPE = sentinel2_scl, COARSE = MCD12Q1 de 2019.</translation>
  </message>
  <message>
   <source>The whole chain as a model: coarse labels, features, samples, training, map and, where a reference is given, the accuracy report. It gives the same map as the steps run one by one. Copy resources/models/stepbystep.model3 from the plugin's folder into your models to change it: take steps out, put your own in.

Example: IMAGES = a Sentinel-2 scene, COARSE = MCD12Q1 of the same year, GEO = a polygon with all classes of interest, GEO_SMALL = the polygon to map.</source>
   <translation>Toute la chaîne sous forme de modèle : étiquettes de la carte grossière, variables, échantillons, apprentissage, carte et, si une référence est donnée, rapport de précision. La carte obtenue est la même que celle des étapes exécutées une à une. Pour modifier ce modèle, copier resources/models/stepbystep.model3 du dossier de l'extension dans le dossier des modèles : retirer des étapes, ajouter les siennes.

Exemple : IMAGES = une scène Sentinel-2, COARSE = MCD12Q1 de la même année, GEO = un polygone contenant toutes les classes recherchées, GEO_SMALL = le polygone à cartographier.</translation>
  </message>
  <message>
   <source>Then this is added. Default 0.</source>
   <translation>Cette valeur est ensuite ajoutée. Par défaut : 0.</translation>
  </message>
  <message>
   <source>There is no layer called {layer}; draw it first.</source>
   <translation>Il n'y a pas de couche nommée {layer} ; la dessiner d'abord.</translation>
  </message>
  <message>
   <source>There is no map to draw on; load the image or the coarse map first.</source>
   <translation>Il n'y a pas de carte sur laquelle dessiner ; charger d'abord l'image ou la carte grossière.</translation>
  </message>
  <message>
   <source>Tiles the map is made in</source>
   <translation>Tuiles dans lesquelles la carte est faite</translation>
  </message>
  <message>
   <source>To</source>
   <translation>Fin</translation>
  </message>
  <message>
   <source>Training area (geo)</source>
   <translation>Zone d'apprentissage (geo)</translation>
  </message>
  <message>
   <source>Training pixels in all, about. Default 20000.</source>
   <translation>Nombre total approximatif de pixels d'apprentissage. Par défaut : 20000.</translation>
  </message>
  <message>
   <source>Training report</source>
   <translation>Rapport d'apprentissage</translation>
  </message>
  <message>
   <source>Trains a random forest on samples and writes a model file. The model holds numbers and text only, no program code. It reports how often the forest repeats the coarse label where it has not seen it: of random pixels (out of bag), whose neighbours it has seen, and of whole blocks of coarse cells, which is nearer to what it does elsewhere. Both are agreement with the coarse map, not the accuracy of a map. Where most samples name their coarse cells it also judges each cell, estimates how many of them are wrong, and tries out on a degraded coarse map how much the coarse map should weigh and what gain over a copy of it may be expected; where most cells hold no sample, that takes COARSE.

Example: SAMPLES = the samples, FEATURES = the features and COARSE = the prepared labels they were drawn from.</source>
   <translation>Entraîne une forêt aléatoire sur des échantillons et écrit un fichier de modèle. Le modèle ne contient que des nombres et du texte, aucun code de programme. L'algorithme indique à quelle fréquence la forêt retrouve l'étiquette de la carte grossière là où elle ne l'a pas vue : pour des pixels pris au hasard (hors sac), dont elle a vu les voisins, et pour des blocs entiers de cellules grossières, ce qui est plus proche de ce qu'elle fait ailleurs. Dans les deux cas, il s'agit de concordance avec la carte grossière, et non de la précision d'une carte. Si la plupart des échantillons nomment leur cellule grossière, l'algorithme juge aussi chaque cellule, estime combien d'entre elles sont erronées et essaie, sur une carte grossière dégradée, quel poids donner à la carte grossière et quel gain attendre par rapport à sa copie ; si la plupart des cellules ne contiennent aucun échantillon, il faut pour cela COARSE.

Exemple : SAMPLES = les échantillons, FEATURES = les variables et COARSE = les étiquettes préparées dont ils ont été tirés.</translation>
  </message>
  <message>
   <source>Trees of the random forest. Default 100.</source>
   <translation>Arbres de la forêt aléatoire. Par défaut : 100.</translation>
  </message>
  <message>
   <source>Trust in the samples</source>
   <translation>Fiabilité des échantillons</translation>
  </message>
  <message>
   <source>Upsample a land-cover map</source>
   <translation>Affiner une carte d'occupation du sol</translation>
  </message>
  <message>
   <source>Upsample…</source>
   <translation>Affiner…</translation>
  </message>
  <message>
   <source>User guide</source>
   <translation>Guide de l'utilisateur</translation>
  </message>
  <message>
   <source>User's accuracy you expect, as a share: the part of a class's pixels on the map that is right. One number for all classes, or one per class code, such as 12=0.8;13=0.6; a number without a code is for the other classes, such as 0.9;13=0.6. Default 0.8.</source>
   <translation>Précision utilisateur attendue, en proportion : la part des pixels d'une classe sur la carte qui sont justes. Un seul nombre pour toutes les classes, ou un par code de classe, comme 12=0.8;13=0.6 ; un nombre sans code vaut pour les autres classes, comme 0.9;13=0.6. Par défaut : 0.8.</translation>
  </message>
  <message>
   <source>Validation blocks (coarse cells)</source>
   <translation>Blocs de validation (cellules grossières)</translation>
  </message>
  <message>
   <source>Validation blocks (metres)</source>
   <translation>Blocs de validation (mètres)</translation>
  </message>
  <message>
   <source>Validation points</source>
   <translation>Points de validation</translation>
  </message>
  <message>
   <source>Waves that a year is made of: 1 suits one season a year, 2 up to two. Default 2.</source>
   <translation>Nombre d'ondes qui composent une année : 1 suffit pour une saison par an, 2 en permettent jusqu'à deux. Par défaut : 2.</translation>
  </message>
  <message>
   <source>Weight of observations above the curve, those below weigh 1 less this; 0.9 follows the upper ones, for a vegetation index that clouds lower. Default: both weigh the same.</source>
   <translation>Poids des observations situées au-dessus de la courbe ; celles du dessous pèsent 1 moins cette valeur. 0.9 suit les observations supérieures, pour un indice de végétation que les nuages abaissent. Par défaut : les deux pèsent autant.</translation>
  </message>
  <message>
   <source>Weight of the coarse map (0 to 2)</source>
   <translation>Poids de la carte grossière (0 à 2)</translation>
  </message>
  <message>
   <source>Weight of the coarse map chosen by self-validation</source>
   <translation>Poids de la carte grossière choisi par autovalidation</translation>
  </message>
  <message>
   <source>Weight of the coarse map in the fine map</source>
   <translation>Poids de la carte grossière dans la carte fine</translation>
  </message>
  <message>
   <source>What MAP must beat, such as the coarse map it was made from. Any grid, coordinate system and legend. Default: none.</source>
   <translation>Ce que MAP doit surpasser, par exemple la carte grossière dont elle est issue. Grille, système de coordonnées et légende quelconques. Par défaut : aucune.</translation>
  </message>
  <message>
   <source>What tells clouds and their shadows: a raster for each image, or one with a band for each date. Any grid; MASK_TYPE says what the values mean.</source>
   <translation>Ce qui signale les nuages et leurs ombres : un raster pour chaque image, ou un seul avec une bande pour chaque date. Grille quelconque ; MASK_TYPE indique la signification des valeurs.</translation>
  </message>
  <message>
   <source>What the codes mean. auto (default): what the map carries itself, else the public legend its name, colours or codes give away, else plain numbers. layer: names and colours of the layer in QGIS. file: LEGEND_FILE. Or a public legend by name.</source>
   <translation>Signification des codes. auto (par défaut) : ce que la carte porte elle-même, sinon la légende publique que révèlent son nom, ses couleurs ou ses codes, sinon de simples numéros. layer : noms et couleurs de la couche dans QGIS. file : LEGEND_FILE. Ou une légende publique par son nom.</translation>
  </message>
  <message>
   <source>What the tiles being worked on may take together, in GB, while a series is filled, features are computed or the map is made; more is faster where there are many dates or features. The result does not depend on it. Default 1.</source>
   <translation>Mémoire que peuvent occuper ensemble les tuiles en cours de traitement, en Go, pendant qu'une série est comblée, que les variables sont calculées ou que la carte est établie ; en donner davantage accélère le calcul si les dates ou les variables sont nombreuses. Le résultat n'en dépend pas. Par défaut : 1.</translation>
  </message>
  <message>
   <source>What was done and how well, as one HTML page.</source>
   <translation>Ce qui a été fait et avec quelle qualité, sous forme de page HTML.</translation>
  </message>
  <message>
   <source>What was found, as one HTML page, shown in the Results Viewer.</source>
   <translation>Les constats sous forme de page HTML, affichée dans le Visualiseur de Résultats.</translation>
  </message>
  <message>
   <source>What was found, for programs; the same text as FINDINGS.</source>
   <translation>Les constats, destinés aux programmes ; le même texte que FINDINGS.</translation>
  </message>
  <message>
   <source>What was learnt, how well, and from what.</source>
   <translation>Ce qui a été appris, avec quelle qualité et à partir de quoi.</translation>
  </message>
  <message>
   <source>What was learnt: errors by class and level in blocks and at random, observed against predicted shares, and what each kind of input is worth.</source>
   <translation>Ce qui a été appris : erreurs par classe et par niveau, pour des blocs entiers et pour des pixels pris au hasard, fractions observées face aux fractions prédites, et apport de chaque type de données.</translation>
  </message>
  <message>
   <source>When the images were taken, in their order, for example 2019-01-05,2019-01-15: one for each raster, or one for each band. Default: read from file names (Sentinel-2, Landsat, HLS and MODIS products, 2019-01-05, 20190105, 2019005), band descriptions and metadata.</source>
   <translation>Dates de prise de vue des images, dans leur ordre, par exemple 2019-01-05,2019-01-15 : une pour chaque raster, ou une pour chaque bande. Par défaut : lues dans les noms de fichiers (produits Sentinel-2, Landsat, HLS et MODIS, 2019-01-05, 20190105, 2019005), les descriptions de bandes et les métadonnées.</translation>
  </message>
  <message>
   <source>Where outputs named without a file shall be written. Default: the folder of temporary files.</source>
   <translation>Où écrire les sorties désignées sans fichier. Par défaut : le dossier temporaire.</translation>
  </message>
  <message>
   <source>Where pixels are mixed, one class for each says too little. This trains a random forest on the share of every class in a pixel, and writes a model for mapfractions. The shares come from labels finer than the features (FINE_LABELS), from a coarser raster with a band of shares per class (COARSE_FRACTIONS), or from points of pure classes that are mixed by calculation (PURE_SAMPLES). The errors are told for whole blocks of ground that were not learnt from, which is what to expect elsewhere, beside those for pixels at random, which is too good, and those of always telling the mean shares.

Example: FINE_LABELS = a 10 m land-cover map, FEATURES = features of a Landsat year at 30 m with elevation, BLOCK_SIZE = 5000, MODEL = shares.fcm.</source>
   <translation>Là où les pixels sont mixtes, une seule classe pour chacun en dit trop peu. Cet algorithme entraîne une forêt aléatoire sur la fraction de chaque classe dans un pixel et écrit un modèle pour mapfractions. Les fractions proviennent d'étiquettes plus fines que les variables (FINE_LABELS), d'un raster plus grossier avec une bande de fractions par classe (COARSE_FRACTIONS), ou de points de classes pures mélangés par calcul (PURE_SAMPLES). Les erreurs sont indiquées pour des blocs entiers de terrain qui n'ont pas servi à l'apprentissage, c'est-à-dire celles auxquelles s'attendre ailleurs, à côté de celles de pixels pris au hasard, trop optimistes, et de celles obtenues en prédisant toujours les fractions moyennes.

Exemple : FINE_LABELS = une carte d'occupation du sol à 10 m, FEATURES = les variables d'une année Landsat à 30 m avec l'altitude, BLOCK_SIZE = 5000, MODEL = shares.fcm.</translation>
  </message>
  <message>
   <source>Where the map contradicts the coarse map, on the coarse grid: band 1 the share, 0 to 1, of a cell's mapped pixels that have the cell's class, band 2 the class most of them have. No data where less than half of a cell is mapped or it has no class. Compared before MIN_MAPPING_UNIT; agreement is not accuracy.</source>
   <translation>Où la carte contredit la carte grossière, sur la grille grossière : bande 1, la proportion, de 0 à 1, des pixels cartographiés d'une cellule qui ont la classe de la cellule ; bande 2, la classe qu'ont la plupart d'entre eux. Sans donnée si moins de la moitié d'une cellule est cartographiée ou si elle n'a pas de classe. Comparaison faite avant MIN_MAPPING_UNIT ; la concordance n'est pas la précision.</translation>
  </message>
  <message>
   <source>Where there are terrain, ancillary or coordinate features beside spectral ones: train again without each kind, and tell how much larger the errors are. Default yes.</source>
   <translation>Si des variables de relief, auxiliaires ou de coordonnées s'ajoutent aux variables spectrales : entraîner de nouveau sans chacun de ces types et indiquer de combien les erreurs augmentent. Par défaut : oui.</translation>
  </message>
  <message>
   <source>Which band is what, for example blue=1,green=2,red=3,nir=4; only these bands are used. Of a series, as fillgaps writes it, the bands of one date are counted. Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Default: every band, roles read from band descriptions and file names.</source>
   <translation>Rôle de chaque bande, par exemple blue=1,green=2,red=3,nir=4 ; seules ces bandes sont utilisées. Pour une série, telle que fillgaps l'écrit, ce sont les bandes d'une date qui sont numérotées. Rôles : coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Par défaut : toutes les bandes, rôles lus dans les descriptions de bandes et les noms de fichiers.</translation>
  </message>
  <message>
   <source>Which band of each date is what, for example blue=1,green=2,red=3,nir=4; only these bands are used, and the result's are described so. Where every raster has a single band the rasters of one date are counted. Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Default: every band, names and roles read from band descriptions and file names.</source>
   <translation>Rôle de chaque bande d'une date, par exemple blue=1,green=2,red=3,nir=4 ; seules ces bandes sont utilisées, et celles du résultat sont décrites de même. Si chaque raster n'a qu'une bande, ce sont les rasters d'une date qui sont numérotés. Rôles : coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Par défaut : toutes les bandes, noms et rôles lus dans les descriptions de bandes et les noms de fichiers.</translation>
  </message>
  <message>
   <source>Whittaker: envelope</source>
   <translation>Whittaker : enveloppe</translation>
  </message>
  <message>
   <source>Whittaker: lambda</source>
   <translation>Whittaker : lambda</translation>
  </message>
  <message>
   <source>With full paths</source>
   <translation>Avec les chemins complets</translation>
  </message>
  <message>
   <source>cannot tell</source>
   <translation>impossible à dire</translation>
  </message>
  <message>
   <source>code: equal codes mean the same class. name: equal class names do. auto (default): by name where names agree and codes do not; by a built-in crosswalk between two public legends, such as MODIS IGBP and CORINE; else by code.</source>
   <translation>code : des codes égaux désignent la même classe. name : des noms de classes égaux la désignent. auto (par défaut) : par nom si les noms concordent et que les codes ne concordent pas ; par une table de correspondance intégrée entre deux légendes publiques, comme MODIS IGBP et CORINE ; sinon par code.</translation>
  </message>
  <message>
   <source>invalid_nonzero: 0 is clear, all else is left out. valid_nonzero: 0 is left out. sentinel2_scl: the scene classification of level 2A. landsat_qa_pixel: QA_PIXEL of Collection 2 (fill, cloud, dilated cloud, cirrus, shadow and snow are left out). none (default): there are no masks.</source>
   <translation>invalid_nonzero : 0 est dégagé, tout le reste est écarté. valid_nonzero : 0 est écarté. sentinel2_scl : la classification de scène du niveau 2A. landsat_qa_pixel : QA_PIXEL de la Collection 2 (remplissage, nuage, nuage dilaté, cirrus, ombre et neige sont écartés). none (par défaut) : il n'y a pas de masques.</translation>
  </message>
  <message>
   <source>land cover,classification,random forest,downscale,MODIS</source>
   <translation>occupation du sol,classification,forêt aléatoire,suréchantillonnage,descente d'échelle,MODIS</translation>
  </message>
  <message>
   <source>land cover,preflight,validate,estimate,memory</source>
   <translation>occupation du sol,contrôle préalable,valider,estimer,mémoire</translation>
  </message>
  <message>
   <source>left out of training: its label is doubted</source>
   <translation>écarté de l'apprentissage : son étiquette est douteuse</translation>
  </message>
  <message>
   <source>lines</source>
   <translation>lignes</translation>
  </message>
  <message>
   <source>none (default): straight lines between observations. savitzky_golay: a polynomial over WINDOW dates. whittaker: as smooth as LAMBDA says; ENVELOPE follows the upper observations. harmonic: HARMONICS waves a year.</source>
   <translation>none (par défaut) : segments de droite entre les observations. savitzky_golay : un polynôme sur WINDOW dates. whittaker : d'autant plus lisse que LAMBDA est grand ; ENVELOPE suit les observations supérieures. harmonic : HARMONICS ondes par an.</translation>
  </message>
  <message>
   <source>none of them</source>
   <translation>aucun</translation>
  </message>
  <message>
   <source>polygons</source>
   <translation>polygones</translation>
  </message>
  <message>
   <source>stratified (default): so many points in each class of the map. simple: anywhere on the map, whatever the class, so that the points can check other maps as well.</source>
   <translation>stratified (par défaut) : un nombre fixé de points dans chaque classe de la carte. simple : n'importe où sur la carte, quelle que soit la classe, de sorte que les points puissent aussi servir à vérifier d'autres cartes.</translation>
  </message>
  <message>
   <source>time series,clouds,interpolation,smoothing,Whittaker,Savitzky-Golay</source>
   <translation>série temporelle,nuages,interpolation,lissage,Whittaker,Savitzky-Golay</translation>
  </message>
  <message>
   <source>to be labelled</source>
   <translation>à étiqueter</translation>
  </message>
  <message>
   <source>versions,support,bug,problem</source>
   <translation>versions,assistance,bogue,problème</translation>
  </message>
  <message>
   <source>{area} km²</source>
   <translation>{area} km²</translation>
  </message>
  <message>
   <source>{area} km², 1 cell of {layer}</source>
   <translation>{area} km², 1 cellule de {layer}</translation>
  </message>
  <message>
   <source>{area} km², {cells} cells of {layer}</source>
   <translation>{area} km², {cells} cellules de {layer}</translation>
  </message>
  <message>
   <source>{layer} is empty now; Edit &gt; Undo brings its polygons back.</source>
   <translation>{layer} est maintenant vide ; Éditer &gt; Annuler rétablit ses polygones.</translation>
  </message>
  <message>
   <source>{layer}: {area} km². Draw more parts, or edit the layer with QGIS's tools.</source>
   <translation>{layer} : {area} km². Dessiner d'autres parties, ou modifier la couche avec les outils de QGIS.</translation>
  </message>
  <message>
   <source>{layer}: {count} parts, {area} km² together.</source>
   <translation>{layer} : {count} parties, {area} km² au total.</translation>
  </message>
  <message>
   <source>{layer}: {figures}</source>
   <translation>{layer} : {figures}</translation>
  </message>
  <message>
   <source>{name} '{path}' cannot be replaced ({reason}); close it in other programs, or choose another file.</source>
   <translation>{name} '{path}' ne peut pas être remplacé ({reason}) ; le fermer dans les autres programmes ou choisir un autre fichier.</translation>
  </message>
  <message>
   <source>{name} '{path}' is no .{ending} file; choose another file.</source>
   <translation>{name} « {path} » n'est pas un fichier .{ending} ; choisir un autre fichier.</translation>
  </message>
  <message>
   <source>{name} '{path}': rasters are written as GeoTIFF; end it in .tif.</source>
   <translation>{name} « {path} » : les rasters sont écrits en GeoTIFF ; terminer le nom par .tif.</translation>
  </message>
  <message>
   <source>{name} and {other} would both write '{path}'; choose another file for one.</source>
   <translation>{name} et {other} écriraient tous deux « {path} » ; choisir un autre fichier pour l'un d'eux.</translation>
  </message>
  <message>
   <source>{name} holds no point; draw samples first.</source>
   <translation>{name} ne contient aucun point ; commencer par tirer des échantillons.</translation>
  </message>
  <message>
   <source>{name} is given, but neither STEP_DAYS nor MASKS, so that no series is filled; give STEP_DAYS, for example 30, or leave {name} out.</source>
   <translation>{name} est donné, mais ni STEP_DAYS ni MASKS ne le sont, si bien qu'aucune série n'est comblée ; donner STEP_DAYS, par exemple 30, ou ne pas donner {name}.</translation>
  </message>
  <message>
   <source>{name} would overwrite '{path}', which belongs to the input {other}; choose another file.</source>
   <translation>{name} écraserait « {path} », qui fait partie de l'entrée {other} ; choisir un autre fichier.</translation>
  </message>
  <message>
   <source>{name} would overwrite '{path}', which is the input {other}; choose another file.</source>
   <translation>{name} écraserait « {path} », qui est l'entrée {other} ; choisir un autre fichier.</translation>
  </message>
  <message>
   <source>{name} would overwrite '{path}', which the input {other} was made from; choose another file.</source>
   <translation>{name} écraserait « {path} », à partir duquel l'entrée {other} a été faite ; choisir un autre fichier.</translation>
  </message>
  <message>
   <source>{name}: '{layer}' has no fields; give points that tell their classes.</source>
   <translation>{name} : '{layer}' n'a pas de champs ; fournir des points qui indiquent leur classe.</translation>
  </message>
  <message>
   <source>{name}: '{layer}' is not a raster file; save it as GeoTIFF first.</source>
   <translation>{name} : « {layer} » n'est pas un fichier raster ; l'enregistrer d'abord en GeoTIFF.</translation>
  </message>
  <message>
   <source>{name}: '{value}' cannot be opened as a raster; check the path and the file.</source>
   <translation>{name} : impossible d'ouvrir comme raster : '{value}' ; vérifier le chemin et le fichier.</translation>
  </message>
  <message>
   <source>{name}: '{value}' cannot be opened as a vector layer; check path and file.</source>
   <translation>{name} : '{value}' ne peut pas être ouvert comme couche vecteur ; vérifier le chemin et le fichier.</translation>
  </message>
  <message>
   <source>{name}: feature {id} holds {number} points under one label; split the layer with 'Multipart to singleparts' first.</source>
   <translation>{name} : l'entité {id} contient {number} points sous une seule étiquette ; décomposer d'abord la couche avec « De morceaux multiples à morceaux uniques ».</translation>
  </message>
  <message>
   <source>{name}: feature {id} is no point; give a layer of points alone.</source>
   <translation>{name} : l'entité {id} n'est pas un point ; fournir une couche qui ne contient que des points.</translation>
  </message>
  <message>
   <source>{name}: the file '{path}' does not exist; choose an existing file.</source>
   <translation>{name} : le fichier « {path} » n'existe pas ; choisir un fichier existant.</translation>
  </message>
  <message>
   <source>{name}: the model's classes have no such level ({problem}) Leave {name} out, or train with a legend whose classes have it.</source>
   <translation>{name} : les classes du modèle n'ont pas ce niveau ({problem}) Omettre {name}, ou entraîner avec une légende dont les classes l'ont.</translation>
  </message>
  <message>
   <source>{name}: the points have no field '{field}'; choose one of {names}.</source>
   <translation>{name} : les points n'ont pas de champ « {field} » ; en choisir un parmi {names}.</translation>
  </message>
  <message>
   <source>{name}: the polygons have no coordinate system; assign one to the layer.</source>
   <translation>{name} : les polygones n'ont pas de système de coordonnées ; en attribuer un à la couche.</translation>
  </message>
  <message>
   <source>{name}: there is no choice '{value}'; give one of {options}.</source>
   <translation>{name} : le choix « {value} » n'existe pas ; en donner un parmi {options}.</translation>
  </message>
  <message>
   <source>{name}: {value} is out of range; give a number from {low:g} to {high:g}.</source>
   <translation>{name} : {value} est hors limites ; donner un nombre de {low:g} à {high:g}.</translation>
  </message>
  <message>
   <source>{name}: {value} is out of range; give a whole number from {low:.0f} to {high:.0f}.</source>
   <translation>{name} : {value} est hors limites ; donner un nombre entier de {low:.0f} à {high:.0f}.</translation>
  </message>
  <message>
   <source>{step} ▸ {setting}</source>
   <translation>{step} ▸ {setting}</translation>
  </message>
 </context>
</TS>
