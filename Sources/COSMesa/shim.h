#include <GL/glcorearb.h>
#include <GL/osmesa.h>
