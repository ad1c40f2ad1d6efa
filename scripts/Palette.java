import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Writes a screenshot (PNG) with a palette of at most 256 colours, which makes the file a third as large: {@code Palette FROM TO [ROWS]}. Rare
 * colours, which the edges of letters have, become the nearest of the most frequent ones.
 */
public final class Palette {

    private static final int COLOURS = 256;
    private static final int FREQUENT = 128;

    private Palette() {}

    public static void main(String[] arguments) throws IOException {
        BufferedImage whole = ImageIO.read(new File(arguments[0]));
        int height = arguments.length > 2 ? Math.min(whole.getHeight(), Integer.parseInt(arguments[2])) : whole.getHeight();
        write(reduced(whole.getSubimage(0, 0, whole.getWidth(), height)), new File(arguments[1]));
    }

    private static BufferedImage reduced(BufferedImage image) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                counts.merge(image.getRGB(x, y) & 0xffffff, 1, Integer::sum);
            }
        }
        int[] palette = palette(counts);
        Map<Integer, Integer> indexes = new HashMap<>();
        counts.keySet().forEach(colour -> indexes.put(colour, nearest(colour, palette)));
        var model = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        var out = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                out.getRaster().setSample(x, y, 0, indexes.get(image.getRGB(x, y) & 0xffffff));
            }
        }
        return out;
    }

    /** The most frequent colours, and of the others those that are most unlike them: a small mark has a colour of its own. */
    private static int[] palette(Map<Integer, Integer> counts) {
        int[] frequent = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .mapToInt(Map.Entry::getKey)
                .limit(FREQUENT)
                .toArray();
        Map<Integer, Long> unlike = new TreeMap<>();
        counts.forEach((colour, count) ->
                unlike.put(colour, (long) count * distance(colour, frequent[nearest(colour, frequent)])));
        int[] palette = Arrays.copyOf(frequent, Math.min(COLOURS, counts.size()));
        for (int i = frequent.length; i < palette.length; i++) {
            int next = Collections.max(unlike.entrySet(), Map.Entry.comparingByValue()).getKey();
            palette[i] = next;
            unlike.replaceAll((colour, weight) ->
                    Math.min(weight, (long) counts.get(colour) * distance(colour, next)));
        }
        return palette;
    }

    private static int nearest(int colour, int[] palette) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            if (distance(colour, palette[i]) < distance(colour, palette[best])) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int red = (one >> 16 & 0xff) - (other >> 16 & 0xff);
        int green = (one >> 8 & 0xff) - (other >> 8 & 0xff);
        int blue = (one & 0xff) - (other & 0xff);
        return red * red + green * green + blue * blue;
    }

    private static void write(BufferedImage image, File file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam smallest = writer.getDefaultWriteParam();
        smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        smallest.setCompressionQuality(0);
        file.delete();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), smallest);
        } finally {
            writer.dispose();
        }
    }
}
