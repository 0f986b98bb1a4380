// PNG and JPEG files in memory, through libpng and libjpeg. Both report errors by longjmp, which may not
// cross Swift's frames; it never leaves these functions.
#ifndef CONVOY_PICTURES_H
#define CONVOY_PICTURES_H

#include <stddef.h>
#include <stdint.h>

// Pixels are rows of `channels` bytes (1: grey, 3: red, green, blue); they are free()d by the caller.
typedef struct {
  uint32_t width, height, channels;
  uint8_t *pixels;
  char message[256]; // what was found, where a function gives 0
} pictures_image;

// Give 1, or 0 with a message. Files of more than `limit` pixels are refused before anything is
// allocated for them. Transparent pixels of a PNG are laid over white.
int pictures_decode_png(const uint8_t *bytes, size_t count, uint64_t limit, pictures_image *image);
int pictures_decode_jpeg(const uint8_t *bytes, size_t count, uint64_t limit, pictures_image *image);

// The bytes of a PNG file, free()d by the caller; NULL with a message in `image`.
uint8_t *pictures_encode_png(pictures_image *image, size_t *count);

#endif
