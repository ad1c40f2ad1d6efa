package dev.interlock.engine.id;

/** The spelling of an id, as the form of its type reads it. */
public sealed interface Spelling {

    /** The one spelling in which the object is named. */
    record Canonical(String id) implements Spelling {}

    /**
     * A spelling of an object that is not the canonical one.
     *
     * @param canonical the spelling in which the object is named
     * @param message what is wrong with this one, without the id
     * @param certain whether it surely means that object: what `..` leads to in a path depends on links, so nobody is told
     *     what to write instead
     */
    record Other(String canonical, String message, boolean certain) implements Spelling {

        private static final int MOST_TOLD = 128;

        /** The message, with the canonical spelling where that may be told. */
        public String told() {
            return certain && canonical.length() <= MOST_TOLD ? message + ": `" + canonical + "`" : message;
        }

        /** A spelling that surely means the object. */
        public Other(String canonical, String message) {
            this(canonical, message, true);
        }
    }

    /**
     * A text that is no spelling of any object.
     *
     * @param message what is wrong, without the id
     */
    record None(String message) implements Spelling {}
}
