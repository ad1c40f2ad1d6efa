package dev.interlock.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** SVG of drawings: what a parser makes of it, with texts that were meant to break out. */
class SvgRendererTest {

    private static final String HOSTILE = "\"><script>alert('x')</script>&amp;\u202Eevil\u200B\u0007\n";

    private static Drawing drawing(String text) {
        return new Drawing(
                100,
                50,
                text,
                text,
                List.of(new Part.Group(
                        Optional.of(Ref.object("vendor/" + text)),
                        text,
                        "",
                        List.of(Marks.text(5, 20, "tb", Shown.whole(text)), Marks.symbol(50, 20, 16, "permit")))));
    }

    private static Document parsed(String svg) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    /** A text that looks like markup is text. */
    @Test
    void textIsEscaped() throws Exception {
        Document file = parsed(SvgRenderer.file(drawing(HOSTILE)));
        assertThat(file.getElementsByTagNameNS("*", "script").getLength()).isZero();
        Element text = (Element) file.getElementsByTagNameNS("*", "text").item(0);
        assertThat(text.getTextContent()).contains("<script>alert('x')</script>&amp;");
    }

    /** Characters that nobody sees, and those that turn the direction of text, are written out. */
    @Test
    void hiddenCharactersAreWrittenOut() {
        String svg = SvgRenderer.page(drawing(HOSTILE), Links.NONE, "p");
        assertThat(svg).contains("U+202Eevil", "U+200B", "U+0007");
        assertThat(svg.chars().filter(c -> c == 0x202e || c == 0x200b || c == 7))
                .isEmpty();
    }

    /** A text from right to left stays in its place, and turns nothing beside it. */
    @Test
    void textFromRightToLeftIsIsolated() {
        assertThat(SvgRenderer.page(drawing("מתכנן"), Links.NONE, "p"))
                .contains("<tspan class=\"tb\" unicode-bidi=\"isolate\">מתכנן</tspan>");
    }

    /** A text of a million characters is bounded. */
    @Test
    void textIsBounded() {
        assertThat(SvgRenderer.page(drawing("x".repeat(1_000_000)), Links.NONE, "p"))
                .hasSizeLessThan(5_000);
    }

    /** In a page there is no style, and nothing but links leads anywhere. */
    @Test
    void aPageBringsNoStyle() {
        String svg = SvgRenderer.page(Layout.wide(SamplePictures.ring(3)), ref -> Optional.of("/x"), "p");
        assertThat(svg).doesNotContain("style", "<defs").doesNotContainPattern(" on\\w+=");
        assertThat(svg).contains("role=\"group\"", "aria-labelledby=\"p-t\"", "aria-describedby=\"p-d\"");
    }

    /** Each link has a name, and the address that the page gives. */
    @Test
    void linksAreNamed() throws Exception {
        String svg = SvgRenderer.page(
                Layout.wide(SamplePictures.ring(3)), ref -> Optional.of("/" + ref.kind() + "?id=" + ref.id()), "p");
        NodeList links = parsed(svg).getElementsByTagName("a");
        assertThat(links.getLength()).isGreaterThan(4);
        for (int i = 0; i < links.getLength(); i++) {
            Element link = (Element) links.item(i);
            assertThat(link.getAttribute("href")).matches("/(CALL|TASK|OBJECT|PARTY)\\?id=.*");
            assertThat(link.getElementsByTagName("title").item(0).getTextContent())
                    .isNotBlank();
        }
    }

    /** A file has the symbols that it uses, and knows light and dark. */
    @Test
    void aFileStandsAlone() throws Exception {
        String svg = SvgRenderer.file(Layout.wide(SamplePictures.ring(3)));
        assertThat(svg).contains("prefers-color-scheme: dark");
        Document file = parsed(svg);
        NodeList uses = file.getElementsByTagNameNS("*", "use");
        assertThat(uses.getLength()).isPositive();
        for (int i = 0; i < uses.getLength(); i++) {
            String symbol = ((Element) uses.item(i)).getAttribute("href").substring(1);
            assertThat(svg).contains("<symbol id=\"" + symbol + "\"");
        }
    }

    /** A drawing in which things lie on each other is found out: the other tests rely on that. */
    @Test
    void overlapsAreFound() {
        Part text = Marks.text(10, 20, "tb", "a text");
        Part crossed = new Part.Line("e-clash", new Part.Point(0, 18), new Part.Point(90, 18));
        Part node = new Part.Box(20, 5, 60, 20, 0, "node");
        Part wide = Marks.text(80, 40, "tb", "a text");
        for (Part other : List.of(text, crossed, node, wide)) {
            assertThat(Overlaps.of(new Drawing(100, 50, "", "", List.of(text, other))))
                    .isNotEmpty();
        }
        assertThat(Overlaps.of(new Drawing(100, 50, "", "", List.of(text)))).isEmpty();
    }
}
