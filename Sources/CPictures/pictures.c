#include "pictures.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>
#include <png.h>

static int fail(pictures_image *image, const char *message) {
  snprintf(image->message, sizeof image->message, "%s", message);
  free(image->pixels);
  image->pixels = NULL;
  return 0;
}

static int allocate(pictures_image *image, uint64_t limit) {
  uint64_t pixels = (uint64_t)image->width * image->height;
  if (pixels == 0 || pixels > limit) {
    snprintf(image->message, sizeof image->message, "%u×%u pixels; at most %llu", image->height,
             image->width, (unsigned long long)limit);
    return 0;
  }
  // A file cut short must not show what the memory held before.
  image->pixels = calloc(pixels, image->channels);
  return image->pixels ? 1 : fail(image, "no memory for its pixels");
}

// Whether each chunk up to the last ends within the file. libpng takes and clears the memory a chunk
// announces, up to two gigabytes, before it looks for the bytes.
static int png_chunks_fit(const uint8_t *bytes, size_t count) {
  size_t place = 8;
  while (place < count) {
    if (count - place < 12) return 0;
    const uint8_t *chunk = bytes + place;
    size_t length = (size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 | (size_t)chunk[2] << 8 | chunk[3];
    if (length > count - place - 12) return 0;
    if (memcmp(chunk + 4, "IEND", 4) == 0) return 1;
    place += 12 + length;
  }
  return 0;
}

int pictures_decode_png(const uint8_t *bytes, size_t count, uint64_t limit, pictures_image *image) {
  memset(image, 0, sizeof *image);
  if (!png_chunks_fit(bytes, count)) return fail(image, "a chunk goes beyond the end of the file");
  png_image png;
  memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&png, bytes, count)) return fail(image, png.message);
  int isColor = (png.format & PNG_FORMAT_FLAG_COLOR) != 0;
  png.format = isColor ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  image->width = png.width;
  image->height = png.height;
  image->channels = isColor ? 3 : 1;
  if (!allocate(image, limit)) {
    png_image_free(&png);
    return 0;
  }
  png_color white = {255, 255, 255};
  if (!png_image_finish_read(&png, &white, image->pixels, 0, NULL)) return fail(image, png.message);
  return 1;
}

uint8_t *pictures_encode_png(pictures_image *image, size_t *count) {
  png_image png;
  memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  png.width = image->width;
  png.height = image->height;
  png.format = image->channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  uint8_t *bytes = malloc(size);
  if (bytes && png_image_write_to_memory(&png, bytes, &size, 0, image->pixels, 0, NULL)) {
    *count = size;
    return bytes;
  }
  snprintf(image->message, sizeof image->message, "%s", bytes ? png.message : "no memory");
  free(bytes);
  return NULL;
}

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf escape;
  char *message;
} jpeg_errors;

static void jpeg_fails(j_common_ptr info) {
  jpeg_errors *errors = (jpeg_errors *)info->err;
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  snprintf(errors->message, 256, "%s", text);
  longjmp(errors->escape, 1);
}

// What libjpeg would fill with grey or guess at is an error here.
static void jpeg_warns(j_common_ptr info, int level) {
  if (level >= 0) return;
  int code = info->err->msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE)
    jpeg_fails(info);
}

// A small file of thousands of passes over a large picture would take minutes.
static void jpeg_progresses(j_common_ptr info) {
  j_decompress_ptr jpeg = (j_decompress_ptr)info;
  if (jpeg->input_scan_number > 200) ERREXIT(info, JERR_BAD_PROGRESSION);
}

int pictures_decode_jpeg(const uint8_t *bytes, size_t count, uint64_t limit, pictures_image *image) {
  memset(image, 0, sizeof *image);
  struct jpeg_decompress_struct jpeg;
  memset(&jpeg, 0, sizeof jpeg);
  jpeg_errors errors;
  jpeg.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = jpeg_fails;
  errors.manager.emit_message = jpeg_warns;
  errors.message = image->message;
  struct jpeg_progress_mgr progress = {.progress_monitor = jpeg_progresses};
  if (setjmp(errors.escape)) {
    jpeg_destroy_decompress(&jpeg);
    free(image->pixels);
    image->pixels = NULL;
    return 0;
  }
  jpeg_create_decompress(&jpeg);
  jpeg.progress = &progress;
  jpeg_mem_src(&jpeg, bytes, count);
  jpeg_read_header(&jpeg, TRUE);
  jpeg.out_color_space = jpeg.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  image->width = jpeg.image_width;
  image->height = jpeg.image_height;
  image->channels = jpeg.num_components == 1 ? 1 : 3;
  if (!allocate(image, limit)) {
    jpeg_destroy_decompress(&jpeg);
    return 0;
  }
  jpeg_start_decompress(&jpeg);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = image->pixels + (size_t)jpeg.output_scanline * image->width * image->channels;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return 1;
}
