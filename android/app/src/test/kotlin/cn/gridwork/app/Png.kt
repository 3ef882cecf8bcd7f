package cn.gridwork.app

import android.graphics.Bitmap
import java.awt.image.BufferedImage
import java.awt.image.DataBuffer
import java.awt.image.IndexColorModel
import java.io.File
import javax.imageio.ImageIO

/** Writes flat drawings small: the 256 most frequent colours, every other as the nearest of them. */
object Png {
    private const val COLOURS = 256

    fun write(bitmap: Bitmap, file: File) {
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        val counted = HashMap<Int, Int>()
        for (pixel in pixels) counted.merge(pixel, 1, Int::plus)
        val table = counted.entries.sortedWith(compareBy({ -it.value }, { it.key })).take(COLOURS).map { it.key }.toIntArray()
        val index = HashMap<Int, Byte>()
        for (colour in counted.keys) index[colour] = table.indices.minBy { apart(table[it], colour) }.toByte()
        val model = IndexColorModel(8, table.size, table, 0, false, -1, DataBuffer.TYPE_BYTE)
        val image = BufferedImage(bitmap.width, bitmap.height, BufferedImage.TYPE_BYTE_INDEXED, model)
        image.raster.setDataElements(0, 0, bitmap.width, bitmap.height, ByteArray(pixels.size) { index.getValue(pixels[it]) })
        ImageIO.write(image, "png", file)
    }

    private fun apart(a: Int, b: Int): Int = (0..2).sumOf { channel ->
        val by = (a shr 8 * channel and 0xff) - (b shr 8 * channel and 0xff)
        by * by
    }
}
