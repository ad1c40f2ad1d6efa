package dev.interlock.engine.model;

/** The role of an argument in the act that a tool does. */
public enum ArgumentRole {
    /** The argument says who or what is reached: a payee, a recipient, a host. */
    DESTINATION("destination"),
    /** The argument says what is acted on: a file, an entry. */
    OBJECT("object"),
    /** The argument is carried to the destination. */
    BODY("body"),
    /** A title or subject: it reaches nobody, but may be what somebody asked for. */
    TITLE("title"),
    /** The argument says how much, as the catalogue reads the amount; not a label of its content. */
    AMOUNT("amount");

    private final String text;

    ArgumentRole(String text) {
        this.text = text;
    }

    /** The name of the role in catalogues and in the record. */
    public String text() {
        return text;
    }
}
