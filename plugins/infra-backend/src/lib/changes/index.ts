export * from './ChangeNotifier';
