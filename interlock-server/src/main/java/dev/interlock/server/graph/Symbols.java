package dev.interlock.server.graph;

/** The symbols that drawings use, by their ids: pages have them in their sprite, files bring them with them. */
public final class Symbols {

    /** The symbols, to stand inside {@code <defs>}. */
    public static final String DEFS = """
            <symbol id="permit" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" class="f-permit"/><path d="M4.9 8.3l2.1 2.1 4.1-4.6" class="s-on"/></symbol>
            <symbol id="hold" viewBox="0 0 16 16"><path d="M8 .3 15.7 8 8 15.7.3 8z" class="f-hold"/><path d="M6.4 5.6v4.8M9.6 5.6v4.8" class="s-onhold"/></symbol>
            <symbol id="waited" viewBox="0 0 16 16"><path d="M8 1.3 14.7 8 8 14.7 1.3 8z" class="s-ring"/><path d="M6.4 5.8v4.4M9.6 5.8v4.4" class="ico"/></symbol>
            <symbol id="deny" viewBox="0 0 16 16"><rect x="1.2" y="1.2" width="13.6" height="13.6" rx="2" class="f-deny"/><path d="M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6" class="s-on"/></symbol>
            <symbol id="glass" viewBox="0 0 16 16"><path d="M8 .9 15.6 14.8H.4z" class="f-glass"/><path d="M8.6 5 6.6 8.6h2.8l-2 3.6" class="s-on"/></symbol>
            <symbol id="unsure" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.5" class="s-ring" stroke-dasharray="2.4 2"/><path d="M6.3 6.4a1.8 1.8 0 1 1 2.5 1.7c-.6.3-.8.6-.8 1.2M8 11.4v.1" class="ico"/></symbol>
            <symbol id="person" viewBox="0 0 16 16"><circle cx="8" cy="5.2" r="2.8" class="ico"/><path d="M2.8 14c.4-3.2 2.4-5 5.2-5s4.8 1.8 5.2 5" class="ico"/></symbol>
            <symbol id="agent" viewBox="0 0 16 16"><path d="M8 1.5 13.6 4.7v6.6L8 14.5l-5.6-3.2V4.7z" class="ico"/></symbol>
            """;

    private Symbols() {}
}
