import IconButton from '@material-ui/core/IconButton';
import Tooltip from '@material-ui/core/Tooltip';
import CopyIcon from '@material-ui/icons/FileCopyOutlined';
import { useText } from '../translations';
import { useNotify } from './useNotify';

/** Puts a value on the clipboard; absent where the browser gives no access to it, as it does outside secure contexts. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useText();
  const notify = useNotify();
  if (!navigator.clipboard) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    notify(t('common.copied'));
  };
  return (
    <Tooltip title={t('common.copy')}>
      <IconButton size="small" onClick={copy} aria-label={`${t('common.copy')}: ${label}`}>
        <CopyIcon fontSize="inherit" />
      </IconButton>
    </Tooltip>
  );
}
