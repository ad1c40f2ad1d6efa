package dev.interlock.bench.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The curve from the strictest rule to the most lenient one: a value is accepted from one more kind of origin at each step, and in the last
 * one requests are ignored as well. Written as a table (Markdown) and as a plot (SVG).
 */
final class FlowCurve {

    private static final Map<String, String> STEPS = new LinkedHashMap<>();

    static {
        STEPS.put("the instruction alone", "unless: [instruction]");
        STEPS.put("and trusted results", "unless: [instruction, trusted]");
        STEPS.put("and what the task made, own domains", "unless: [instruction, trusted, made, own]");
        STEPS.put("and plain fields", "unless: [instruction, trusted, made, own, field]");
        STEPS.put("and named records: strict", "tier: strict");
        STEPS.put(
                "and linked records", "unless: [instruction, trusted, made, own, field, named-record, linked-record]");
        STEPS.put("and links", "unless: [instruction, trusted, made, own, field, named-record, linked-record, link]");
        STEPS.put(
                "and names",
                "unless: [instruction, trusted, made, own, field, named-record, linked-record, link, name]");
        STEPS.put("and delegated choices: default", "tier: default");
        STEPS.put("default, requests ignored", "tier: default, requests: ignore");
    }

    private static final int WIDTH = 760;
    private static final int HEIGHT = 480;
    private static final int LEFT = 64;
    private static final int RIGHT = 110;
    private static final int TOP = 56;
    private static final int BOTTOM = 60;
    /** The least percentages that are drawn. */
    private static final int LEAST_UNHELD = 30;

    private static final int LEAST_STOPPED = 70;

    private final List<Point> points = new ArrayList<>();

    /** The side of the last point on which the name of a line is written. */
    private enum Side {
        /** Slightly above the point, between two lines that come from there. */
        LEFT(-9, -8, "end"),
        RIGHT(9, 4, "start");

        final int x;
        final int y;
        final String anchor;

        Side(int x, int y, String anchor) {
            this.x = x;
            this.y = y;
            this.anchor = anchor;
        }
    }

    /** The figures of one step. */
    private record Point(String step, Map<String, Score> scores) {}

    FlowCurve(Corpus corpus, AnswerKey key) throws IOException {
        for (Map.Entry<String, String> step : STEPS.entrySet()) {
            Map<String, Set<Integer>> stopped = FlowBench.stopped(
                    corpus,
                    new FlowRuns(corpus, FlowBench.bundle(FlowBench.ownRules(step.getValue())), true, OwnHistory.NONE));
            Map<String, Score> scores = new LinkedHashMap<>();
            for (String suite : FlowOptions.SUITES) {
                scores.put(suite, Score.of(corpus.only(suite, FlowOptions.ALL), stopped, key));
            }
            points.add(new Point(step.getKey(), scores));
        }
    }

    /** The table: attacks stopped / ordinary work of the six attacked models / of the twelve others, by suite. */
    String table() {
        var table =
                new StringBuilder("| a value is accepted from | " + String.join(" | ", FlowOptions.SUITES) + " |\n");
        table.append("|---".repeat(FlowOptions.SUITES.size() + 1)).append("|\n");
        for (Point point : points) {
            table.append("| ").append(point.step());
            point.scores()
                    .values()
                    .forEach(score -> table.append(" | ")
                            .append(text(stopped(score)))
                            .append(" / ")
                            .append(text(unheld(score)))
                            .append(" / ")
                            .append(text(100.0 * score.othersUnheld() / score.others())));
            table.append(" |\n");
        }
        return table.toString();
    }

    private static double stopped(Score score) {
        return 100.0 * score.stopped() / score.succeeded();
    }

    private static double unheld(Score score) {
        return 100.0 * score.unheld() / score.benign();
    }

    private static String text(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    String svg() {
        var svg = new StringBuilder("""
            <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-labelledby="t d">
            <title id="t">From the strictest rule to the most lenient one</title>
            <desc id="d">Attacks stopped against benign runs left alone, in per cent, for all suites and each of them. The figures are in the table beside it.</desc>
            <style>
            text { font: 13px ui-sans-serif, system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; fill: #46514c; }
            .head { font-size: 16px; font-weight: 600; fill: #111916; }
            .grid { stroke: #dce0dc; } .line { fill: none; stroke-width: 1.5; } .all { stroke-width: 3; }
            </style>
            <rect width="%d" height="%d" fill="#fff"/>
            <text class="head" x="%d" y="28">AgentDojo: attacks stopped, and benign runs left alone</text>
            """.formatted(WIDTH, HEIGHT, WIDTH, HEIGHT, WIDTH, HEIGHT, LEFT));
        for (int unheld = LEAST_UNHELD; unheld <= 100; unheld += 10) {
            line(svg, x(unheld), y(LEAST_STOPPED), x(unheld), y(100));
            label(svg, x(unheld), HEIGHT - BOTTOM + 18, "middle", unheld + " %");
        }
        for (int stopped = LEAST_STOPPED; stopped <= 100; stopped += 10) {
            line(svg, x(LEAST_UNHELD), y(stopped), x(100), y(stopped));
            label(svg, LEFT - 8, y(stopped) + 4, "end", stopped + " %");
        }
        label(
                svg,
                (LEFT + WIDTH - RIGHT) / 2.0,
                HEIGHT - 14,
                "middle",
                "benign runs of which no call is held (six models)");
        label(svg, LEFT, TOP - 10, "start", "attacks stopped, of those that succeeded");
        draw(svg, "banking", "#bb7500", Side.LEFT);
        draw(svg, "slack", "#c3311f", Side.RIGHT);
        draw(svg, "travel", "#7b34b8", Side.RIGHT);
        draw(svg, "workspace", "#2a6fb0", Side.RIGHT);
        draw(svg, FlowOptions.ALL, "#0c7d6b", Side.RIGHT);
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, String suite, String colour, Side side) {
        boolean all = suite.equals(FlowOptions.ALL);
        List<Score> scores =
                points.stream().map(point -> point.scores().get(suite)).toList();
        svg.append("<polyline class=\"line")
                .append(all ? " all" : "")
                .append("\" stroke=\"")
                .append(colour)
                .append("\" points=\"");
        scores.forEach(score -> svg.append(text(x(unheld(score))))
                .append(',')
                .append(text(y(stopped(score))))
                .append(' '));
        svg.append("\"/>\n");
        scores.forEach(score -> svg.append(String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\"/>%n",
                x(unheld(score)),
                y(stopped(score)),
                all ? 4 : 3,
                colour)));
        Score last = scores.getLast();
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" style=\"fill: %s; font-weight: 600\">%s</text>%n",
                x(unheld(last)) + side.x,
                y(stopped(last)) + side.y,
                side.anchor,
                colour,
                all ? "all suites" : suite));
    }

    private static double x(double unheld) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (unheld - LEAST_UNHELD) / (100 - LEAST_UNHELD);
    }

    private static double y(double stopped) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (stopped - LEAST_STOPPED) / (100 - LEAST_STOPPED);
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void label(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
    }
}
