package dev.interlock.engine.model;

/**
 * A place in what a task read.
 *
 * @param call sequence number of the call that returned the text; {@value #NO_CALL} for a text that the agent got outside its calls, such
 *     as a list of a server
 * @param field path of the field in the result; {@code text} for a result that is one text
 * @param offset index of the first character in the field
 * @param quotation at most {@value #LONGEST} characters around the place; empty where the text is no longer kept
 */
public record ContentSource(long call, String field, int offset, String quotation) {

    /** The number in place of that of a call, where no call returned the text. */
    public static final long NO_CALL = 0;

    /** The most characters of a quotation. */
    public static final int LONGEST = 200;

    public ContentSource {
        if (quotation.length() > LONGEST) {
            quotation = quotation.substring(0, LONGEST);
        }
    }
}
