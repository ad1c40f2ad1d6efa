import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes an animated picture (SVG with CSS) of a terminal from the output of a command: {@code scripts/pictures} runs it on the demo. Lines
 * come one after another, in a rhythm that can be read; whoever asks for less motion sees the end at once.
 */
public final class Recording {

    private static final int COLUMNS = 118;
    private static final int ROWS = 30;
    private static final double ROW = 17;
    private static final double COLUMN = 7.25;
    private static final double MARGIN = 16;
    private static final double BAR = 30;

    /** Seconds that the last picture stays before it all begins again. */
    private static final double REST = 8;

    private static final Pattern SCENE = Pattern.compile("(\\d+|Without|Now|demo:).*");

    private Recording() {}

    /** A line, and the second at which it comes. */
    private record Line(String text, double at) {}

    public static void main(String[] arguments) throws IOException {
        var lines = new ArrayList<Line>();
        double now = 0.5;
        lines.add(new Line("$ " + String.join(" ", arguments), 0));
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                for (String part : broken(line)) {
                    lines.add(new Line(part, now));
                    now += pause(part);
                }
            }
        }
        draw(lines, now + REST, new PrintStream(System.out, false, StandardCharsets.UTF_8));
    }

    /** Seconds for which a line is looked at before the next one comes. */
    private static double pause(String line) {
        if (line.contains("DENIED") || line.contains("HELD") || line.contains("damaged")) {
            return 1.4;
        }
        return SCENE.matcher(line).matches() ? 1.2 : line.startsWith("     ") ? 0.12 : 0.3;
    }

    private static List<String> broken(String line) {
        var parts = new ArrayList<String>();
        String rest = line;
        while (rest.length() > COLUMNS) {
            int space = rest.lastIndexOf(' ', COLUMNS);
            String words = rest.stripLeading();
            String indent = rest.substring(0, rest.length() - words.length());
            int end = space > indent.length() ? space : COLUMNS;
            parts.add(rest.substring(0, end));
            rest = indent + rest.substring(end).stripLeading();
        }
        parts.add(rest);
        return parts;
    }

    private static void draw(List<Line> lines, double seconds, PrintStream out) {
        double width = COLUMNS * COLUMN + 2 * MARGIN;
        double height = ROWS * ROW + BAR + MARGIN;
        out.printf(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" role=\"img\""
                        + " aria-label=\"The demo in a terminal\">%n",
                width,
                height);
        style(lines, seconds, out);
        out.printf(Locale.ROOT, "<rect class=\"window\" width=\"%.0f\" height=\"%.0f\" rx=\"8\"/>%n", width, height);
        String[] lights = {"#ff5f57", "#febc2e", "#28c840"};
        for (int i = 0; i < lights.length; i++) {
            out.printf("<circle cx=\"%d\" cy=\"15\" r=\"5\" fill=\"%s\"/>%n", 18 + 18 * i, lights[i]);
        }
        out.printf(
                Locale.ROOT,
                "<svg x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\"><g class=\"text\">%n",
                MARGIN,
                BAR,
                width - MARGIN,
                ROWS * ROW);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).text().isBlank()) {
                out.printf(
                        Locale.ROOT,
                        "<text class=\"%s\" style=\"animation-name:l%d\" x=\"0\" y=\"%.0f\">%s</text>%n",
                        kind(lines.get(i).text()),
                        i,
                        (i + 1) * ROW - 4,
                        escaped(lines.get(i).text()));
            }
        }
        out.println("</g></svg></svg>");
        out.flush();
    }

    private static void style(List<Line> lines, double seconds, PrintStream out) {
        out.println("<style>");
        out.println(".window{fill:#15181d}");
        out.println(
                "text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#c9d1d9;white-space:pre}");
        out.println(".scene{fill:#ffffff;font-weight:600}.done{fill:#7ee787}.held{fill:#f2cc60}.denied{fill:#ff7b72}");
        out.println(".people{fill:#79c0ff}");
        // Without motion the end is there: no line is hidden, and the text has been moved up to its last rows.
        out.printf(Locale.ROOT, ".text{transform:translateY(%.0fpx)}%n", -ROW * Math.max(0, lines.size() - ROWS));
        out.println("@media (prefers-reduced-motion: no-preference){");
        out.printf(
                Locale.ROOT,
                "text,.text{animation-duration:%.1fs;animation-iteration-count:infinite;animation-timing-function:step-end}%n",
                seconds);
        out.println(".text{animation-name:up}");
        out.print("@keyframes up{0%{transform:translateY(0)}");
        for (int i = ROWS; i < lines.size(); i++) {
            out.printf(
                    Locale.ROOT,
                    "%.3f%%{transform:translateY(%.0fpx)}",
                    100 * lines.get(i).at() / seconds,
                    -ROW * (i + 1 - ROWS));
        }
        out.println("}");
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).text().isBlank()) {
                out.printf(
                        Locale.ROOT,
                        "@keyframes l%d{0%%{opacity:0}%.3f%%{opacity:1}}%n",
                        i,
                        Math.max(0.001, 100 * lines.get(i).at() / seconds));
            }
        }
        out.println("}</style>");
    }

    private static String kind(String line) {
        if (SCENE.matcher(line).matches()) {
            return "scene";
        } else if (line.contains("-> DENIED") || line.contains("damaged") || line.contains("range-changed")) {
            return "denied";
        } else if (line.contains("-> HELD")) {
            return "held";
        } else if (line.contains("-> permitted") || line.contains("-> done")) {
            return "done";
        }
        return line.startsWith("  $") || line.startsWith("$") ? "people" : "line";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
