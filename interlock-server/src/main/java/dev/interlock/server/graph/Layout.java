package dev.interlock.server.graph;

/** Pictures laid out for a width: nothing is scaled, so that no text gets too small to be read. */
public final class Layout {

    /** The width of a picture in a wide page. */
    public static final int WIDE = 860;

    /** The width of a picture on a phone. */
    public static final int PHONE = 340;

    private Layout() {}

    /** Lays the picture out for a wide page: the ring where there is one, else the tasks. */
    public static Drawing wide(Picture picture) {
        return picture.conflict()
                .map(ring -> new RingLayout(picture, ring, WIDE).drawing())
                .orElseGet(() -> new TaskLayout(picture, WIDE).drawing());
    }

    /** Lays the picture out for a phone: the small ring where there is one, else the tasks. */
    public static Drawing phone(Picture picture) {
        return picture.conflict()
                .map(ring -> new SmallRing(picture, ring, PHONE).drawing())
                .orElseGet(() -> new TaskLayout(picture, PHONE).drawing());
    }
}
