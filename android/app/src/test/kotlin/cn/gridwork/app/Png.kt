package cn.gridwork.app

import android.graphics.Bitmap
import java.awt.image.BufferedImage
import java.awt.image.IndexColorModel
import java.io.File
import javax.imageio.ImageIO

/** Writes flat drawings small: at most 256 colours, five bits a channel where there are more. */
object Png {
    fun write(bitmap: Bitmap, file: File) {
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        for (keep in listOf(0xffffff, 0xf8f8f8, 0xf0f0f0, 0xe0e0e0)) {
            val colours = HashMap<Int, Int>()
            for (pixel in pixels) {
                colours.getOrPut(pixel and keep) { colours.size }
                if (colours.size > 256) break
            }
            if (colours.size > 256) continue
            val table = IntArray(colours.size)
            colours.forEach { (colour, index) -> table[index] = colour or (colour shr 5 and (0x070707 and keep.inv())) }
            val model = IndexColorModel(8, table.size, table, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE)
            val image = BufferedImage(bitmap.width, bitmap.height, BufferedImage.TYPE_BYTE_INDEXED, model)
            val indexes = ByteArray(pixels.size) { colours.getValue(pixels[it] and keep).toByte() }
            image.raster.setDataElements(0, 0, bitmap.width, bitmap.height, indexes)
            ImageIO.write(image, "png", file)
            return
        }
        error("${file.name} has too many colours")
    }
}
