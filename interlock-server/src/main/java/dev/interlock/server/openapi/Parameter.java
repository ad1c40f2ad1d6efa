package dev.interlock.server.openapi;

/**
 * A parameter of an operation.
 *
 * @param name as it is written in the path or the query; a header's in lower case, as case means nothing there
 * @param many how it takes several values
 */
public record Parameter(Place in, String name, boolean required, ValueType type, Many many) {

    /** The place of a parameter in a request. */
    public enum Place {
        PATH,
        QUERY,
        HEADER;

        /** The member of the arguments in which parameters of this place stand. */
        public String group() {
            return switch (this) {
                case PATH -> "path";
                case QUERY -> "query";
                case HEADER -> "header";
            };
        }
    }

    /** The number of values that a parameter takes, one or several, and the way in which several are written. */
    public enum Many {
        /** One value. */
        NO,
        /** The name once for each: {@code id=1&id=2}. */
        REPEATED,
        /** One text: {@code id=1,2}. */
        COMMAS
    }
}
