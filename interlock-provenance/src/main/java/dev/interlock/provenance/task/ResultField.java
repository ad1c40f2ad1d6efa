package dev.interlock.provenance.task;

/**
 * A leaf of a result.
 *
 * @param path its keys with a dot between them; {@code text} for a result that is one text
 * @param text its value as text
 */
public record ResultField(String path, String text) {

    /** The path of a result that is one text. */
    public static final String TEXT = "text";
}
