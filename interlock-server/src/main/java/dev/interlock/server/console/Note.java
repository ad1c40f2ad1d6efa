package dev.interlock.server.console;

import gg.jte.Content;

/**
 * A note on a page: what is so, and what it means for the viewer.
 *
 * @param tone the verdict that colours it: permit, hold, deny, glass; empty for none
 * @param icon the sign before it
 * @param title what is so, in a few words
 * @param text what it means
 */
public record Note(String tone, String icon, String title, Content text) {

    public static Note good(String title, String text) {
        return new Note("permit", "permit", title, Prose.of(text));
    }

    public static Note waits(String title, String text) {
        return new Note("hold", "hold", title, Prose.of(text));
    }

    public static Note bad(String title, String text) {
        return new Note("deny", "deny", title, Prose.of(text));
    }

    public static Note plain(String icon, String title, String text) {
        return new Note("", icon, title, Prose.of(text));
    }
}
