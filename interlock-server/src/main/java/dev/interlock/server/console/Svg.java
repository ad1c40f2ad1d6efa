package dev.interlock.server.console;

import gg.jte.Content;
import gg.jte.TemplateOutput;

/**
 * A picture on a page, as the API drew it. It is markup of our own renderer, which escapes every text in it, so it is written as it is.
 *
 * @param markup one element {@code svg}
 */
public record Svg(String markup) implements Content {

    @Override
    public boolean isEmptyContent() {
        return markup.isEmpty();
    }

    @Override
    public void writeTo(TemplateOutput output) {
        output.writeContent(markup);
    }
}
