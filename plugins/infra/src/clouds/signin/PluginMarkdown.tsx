import { MarkdownContent } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import { webLink } from '../webLink';

const useStyles = makeStyles(theme => ({
  root: {
    ...theme.typography.body2,
    overflowX: 'auto',
    // In the midst of text a link must be told by more than its colour.
    '& a': { textDecoration: 'underline' },
    '& > :first-child': { marginTop: 0 },
    '& > :last-child': { marginBottom: 0 },
  },
}));

const onlyWeb = (url: string) => webLink(url) ?? '';

/** Markdown of a cloud plugin, whose links and pictures are of the web or lead nowhere. */
export function PluginMarkdown({ content }: { content: string }) {
  return (
    <MarkdownContent
      content={content}
      className={useStyles().root}
      transformLinkUri={onlyWeb}
      transformImageUri={onlyWeb}
    />
  );
}
