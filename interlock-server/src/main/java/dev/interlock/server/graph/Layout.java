package dev.interlock.server.graph;

import java.util.concurrent.atomic.AtomicBoolean;

/** Pictures laid out for a width: nothing is scaled, so that no text gets too small to be read. */
public final class Layout {

    /** The width of a picture in a wide page. */
    public static final int WIDE = 860;

    /** The width of a picture on a phone. */
    public static final int PHONE = 340;

    private static final AtomicBoolean PREPARED = new AtomicBoolean();

    private Layout() {}

    /**
     * Has all that places things loaded in the background, once in a process: that takes longer than a picture does, and whoever asks for
     * the first one need not wait for it.
     */
    public static void prepare() {
        if (PREPARED.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("interlock-pictures").start(Layers::trial);
        }
    }

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
