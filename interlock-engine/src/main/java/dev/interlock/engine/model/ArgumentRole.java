package dev.interlock.engine.model;

/** What an argument is to the act that a tool does. */
public enum ArgumentRole {
    /** Who or what is reached: a payee, a recipient, a host. */
    DESTINATION("destination"),
    /** What is acted on: a file, an entry. */
    OBJECT("object"),
    /** What is carried there. */
    BODY("body"),
    /** A title or subject: it reaches nobody, but may be what somebody asked for. */
    TITLE("title");

    private final String text;

    ArgumentRole(String text) {
        this.text = text;
    }

    /** The name of the role in catalogues and in the record. */
    public String text() {
        return text;
    }
}
