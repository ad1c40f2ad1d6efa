package dev.interlock.policy.diagnostic;

import java.util.ArrayList;
import java.util.List;

/** A row below a source line, in which characters are put at columns. */
final class MarkRow {

    private record Cell(int point, String colour) {}

    private static final Cell EMPTY = new Cell(' ', "");

    private final Paint paint;
    private final List<Cell> cells = new ArrayList<>();

    MarkRow(Paint paint) {
        this.paint = paint;
    }

    int length() {
        return cells.size();
    }

    void put(int column, String text, String colour) {
        int[] points = text.codePoints().toArray();
        while (cells.size() < column + points.length) {
            cells.add(EMPTY);
        }
        for (int i = 0; i < points.length; i++) {
            cells.set(column + i, new Cell(points[i], colour));
        }
    }

    /** The row, with a code of a colour only where the colour changes. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        StringBuilder run = new StringBuilder();
        String colour = "";
        for (Cell cell : cells) {
            if (!cell.colour().equals(colour)) {
                out.append(paint.in(colour, run.toString()));
                run.setLength(0);
                colour = cell.colour();
            }
            run.appendCodePoint(cell.point());
        }
        return out.append(paint.in(colour, run.toString())).toString();
    }
}
